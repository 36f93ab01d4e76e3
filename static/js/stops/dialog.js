// The dialog of a stop: one tap gives the reason; below it what else can be put right.

import { make } from "../config/element.js";
import { showProblem } from "../config/problem.js";
import { editsOf } from "./edits.js";
import { post } from "./post.js";
import { reasonsOf, showReasons } from "./reasons.js";

let open = null;

/** Ask for the reasons before they are needed. */
export const prepare = (stop) => reasonsOf(stop.machine).catch(() => {});

/** Show the dialog of a stop, as its row carries it. `done()` is called when something was written. */
export function openStop(stop, done) {
  open?.close();
  const reasons = make("div", { class: "choose", "aria-live": "polite" }, make("p", { class: "muted" }, "looking"));
  const refusal = make("div", { hidden: true });
  const draft = {};
  const dialog = make("dialog", { class: "stop-dialog", "aria-labelledby": "stop-dialog-title" });
  const close = () => dialog.close();

  /** Write an edit; a refusal is shown where it was made. */
  const write = async (path, body, what, place = refusal) => {
    showProblem(place, null);
    dialog.setAttribute("aria-busy", "true");
    try {
      await post(`/api/stops/${path}`, { machine: stop.machine, started_at: stop.started_at, ...body }, `${stop.short}: ${what}`, draft);
      close();
      done();
    } catch (problem) {
      showProblem(place, problem);
    } finally {
      dialog.removeAttribute("aria-busy");
    }
  };
  const explain = (reason) => write("reason", { reason }, reason ?? "reason taken back");

  const load = async () => {
    try {
      const known = await reasonsOf(stop.machine);
      showReasons(reasons, known, explain, stop.reasons.length === 1 ? stop.reason : null);
      edits.replaceChildren(...editsOf(stop, known.reasons, write));
      if (dialog.open) reasons.querySelector("button")?.focus();
    } catch (problem) {
      reasons.replaceChildren(make("button", { type: "button", onclick: load }, "Try again"));
      showProblem(refusal, problem);
    }
  };

  const edits = make("div", { class: "edits" });
  dialog.append(
    make("header", {},
      make("div", {},
        make("h2", { id: "stop-dialog-title" }, `Why ${stop.ended_at === null ? "is" : "was"} ${stop.short} down?`),
        make("p", { class: "muted" }, [stop.times, ...(stop.reasons.length ? [`now: ${stop.reasons.map((part) => part.reason).join(", then ")}`] : [])].join(" · "))),
      make("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "✕")),
    refusal,
    reasons,
    make("details", {}, make("summary", {}, "Times, split, merge"), edits),
    ...(stop.reasons.length ? [make("button", { type: "button", class: "back", "data-act": "unexplain", onclick: () => explain(null) }, "Take the reason back")] : []),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    open = null;
  });
  document.body.append(dialog);
  open = dialog;
  dialog.showModal();
  load();
}

/** A press on a row opens its dialog, wherever the row is drawn. `done()`: something was written. */
export function listenToRows(done) {
  const stopOf = (event) => {
    const row = event.target.closest?.("[data-given]");
    return row ? JSON.parse(row.dataset.given) : null;
  };
  document.addEventListener("pointerdown", (event) => {
    const stop = stopOf(event);
    if (stop) prepare(stop);
  });
  document.addEventListener("click", (event) => {
    const stop = stopOf(event);
    if (stop) openStop(stop, done);
  });
}
