// What every page of work orders does: menu, keys, outbox, liveness.

import { make, shape } from "../config/element.js";
import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { Outbox } from "./outbox.js";

export const { cursor, person, stale } = document.body.dataset;
export const employeeId = Number(document.body.dataset.employee) || null;
export const zone = document.querySelector(".clock").dataset.zone;
export const outbox = new Outbox(person);

function row(entry) {
  const drop = () => outbox.discard(entry.key);
  if (!entry.problem) {
    return make("li", {}, shape("waiting"),
      make("p", {}, make("b", {}, `${entry.what}: waiting to be sent`), make("span", {}, " It is kept here, and sent once the server answers.")),
      make("button", { type: "button", onclick: () => outbox.hurry() }, "Try now"),
      make("button", { type: "button", onclick: drop }, "Do not send"));
  }
  return make("li", {}, shape("warning"),
    make("p", {}, make("b", {}, `${entry.what}: ${entry.problem.error}`), make("span", {}, ` ${entry.problem.hint ?? ""}`),
      entry.text ? make("q", {}, entry.text) : null),
    entry.page && entry.page !== location.pathname ? make("a", { class: "button", href: entry.page }, "Open") : null,
    make("button", { type: "button", onclick: drop }, "Dismiss"));
}

/** Show what waits; `isShown(entry)` false: the page itself shows it. */
function showOutbox(isShown) {
  const place = document.querySelector("[data-outbox]");
  const draw = () => {
    const entries = outbox.entries.filter((entry) => (entry.problem || isLate(entry)) && isShown(entry));
    place.hidden = entries.length === 0;
    place.replaceChildren(...(entries.length ? [make("ul", {}, entries.map(row))] : []));
  };
  // what is under way for the blink of an eye is no news
  const isLate = (entry) => Date.now() - entry.at > 700 || !navigator.onLine;
  let timer = null;
  outbox.addEventListener("changed", () => {
    draw();
    clearTimeout(timer);
    timer = setTimeout(draw, 750);
  });
  draw();
}

/** Put something into the outbox. `what` says what it is, `text` what was written. */
export function post(entry) {
  outbox.put({ at: Date.now(), page: location.pathname + location.search, method: "POST", ...entry });
}

/** Begin. Returns the connection to the change feed, which the page starts. */
export function start({ topics = ["work_orders"], keys = {}, isShown = () => true, onStale = () => {} } = {}) {
  startMenu();
  const back = document.querySelector("[data-back]");
  startKeys({
    n: () => location.assign("/work-orders/new"),
    m: () => location.assign("/my-work"),
    b: () => location.assign("/work-orders"),
    Escape: () => location.assign(back.href),
    ...keys,
  });
  const live = new Live({ topics, cursor, isStale: stale !== undefined });
  showLiveness(live, zone, onStale);
  showOutbox(isShown);
  outbox.start();
  live.addEventListener("reconnected", () => outbox.hurry());
  live.addEventListener("found", () => outbox.hurry());
  return live;
}
