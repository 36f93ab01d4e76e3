// The form of a new order. What is typed is kept at every key; sending it goes through the
// outbox, so that a lost connection or a closed page loses nothing and opens nothing twice.

import { make } from "../config/element.js";
import { showProblem } from "../config/problem.js";
import { Draft } from "./draft.js";
import { outbox, person, post, start, zone } from "./frame.js";
import { startPicker } from "./picker.js";
import { send } from "./send.js";
import { fieldInstant } from "./times.js";

const form = document.querySelector("[data-new]");
const draft = new Draft(person, `new-order${location.search}`); // asked for at once, by what is shown of the outbox
const live = start({ topics: ["config"], isShown: (entry) => entry.key !== draft.key || !form });
if (form) run();
live.start();

function run() {
  const fields = form.querySelector("[data-fields]");
  const button = form.querySelector("[data-send]");
  const about = form.querySelector("[data-machine-about]");
  const state = form.querySelector("[data-state]");
  const place = form.querySelector("[data-problem]");
  const picker = startPicker(form.querySelector("[data-picker]"), JSON.parse(document.body.dataset.machines), (machine) => {
    about.textContent = machine ? `${machine.short_name}, ${machine.line}, ${machine.plant}` : "";
  });

  const values = () => Object.fromEntries([...form.elements].filter((one) => one.name && (one.type !== "radio" || one.checked)).map((one) => [one.name, one.value]));

  function fill(kept) {
    for (const field of form.elements) {
      if (!(field.name in kept) || field.type === "hidden") continue;
      if (field.type === "radio") field.checked = field.value === kept[field.name];
      else field.value = kept[field.name];
    }
  }

  function content() {
    const typed = values();
    const body = { machine: picker.current()?.machine_name ?? typed.machine.trim(), title: typed.title.trim(), priority: typed.priority, kind: typed.kind };
    if (typed.description.trim()) body.description = typed.description.trim();
    if (typed.due_at) body.due_at = fieldInstant(typed.due_at, zone);
    if (typed.assignee_id) body.assignee_id = Number(typed.assignee_id);
    if (typed.stopped_at) body.stopped_at = typed.stopped_at;
    const tasks = typed.tasks.split("\n").map((line) => line.trim()).filter(Boolean);
    if (tasks.length) body.tasks = tasks;
    return body;
  }

  function refuse(field, text) {
    const wrong = form.querySelector(`[data-wrong="${field}"]`);
    if (!wrong) return false;
    wrong.hidden = false;
    wrong.textContent = text;
    const input = form.elements[field];
    input.setAttribute("aria-invalid", "true");
    const folded = input.closest("details");
    if (folded) folded.open = true;
    input.focus();
    return true;
  }

  function forgive() {
    for (const wrong of form.querySelectorAll("[data-wrong]")) wrong.hidden = true;
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    showProblem(place, null);
  }

  // Is it waiting, refused, or being typed? The outbox knows.
  function show() {
    const entry = outbox.find(draft.key);
    const waits = entry !== undefined && !entry.problem;
    fields.disabled = button.disabled = waits;
    form.querySelector("[data-empty]").hidden = waits;
    form.toggleAttribute("data-waits", waits);
    form.querySelector("[data-hold]")?.remove();
    if (!waits) {
      state.textContent = draft.kept.values ? "Kept in this browser until it is sent." : "";
      return;
    }
    state.textContent = "Waiting to be sent. It is kept here, and sent once the server answers.";
    const stop = () => {
      outbox.discard(draft.key);
      draft.keep(values());
      show();
    };
    form.querySelector(".bar").append(make("button", { type: "button", class: "large", "data-hold": true, onclick: stop }, "Do not send"));
  }

  function refused(entry) {
    outbox.discard(draft.key);
    draft.keep(values());
    show();
    const { error, field, value, hint } = entry.problem;
    if (field === "stopped_at" && Number.isInteger(value)) {
      showProblem(place, { message: error, hint: "" });
      place.append(make("p", {}, make("a", { class: "button primary", href: `/work-orders/${value}` }, `Open order ${value}`)));
    } else if (!refuse(field, [error, hint].filter(Boolean).join(" "))) showProblem(place, { message: error, hint });
  }

  form.addEventListener("input", () => {
    draft.keep(values());
    forgive();
    show();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    forgive();
    if (!picker.current()) return refuse("machine", "Choose the machine.");
    const body = content();
    if (!body.title) return refuse("title", "Say in a few words what is the matter.");
    draft.keep(values(), true);
    post({ key: draft.key, what: `New order “${body.title}”`, path: "/api/work-orders", body });
    show();
  });
  form.querySelector("[data-empty]").addEventListener("click", () => {
    draft.forget();
    forgive();
    form.reset();
    show();
    form.elements.title.focus();
  });
  outbox.addEventListener("sent", ({ detail: { entry, answer } }) => {
    if (entry.key !== draft.key) return;
    draft.forget();
    location.replace(`/work-orders/${answer.work_order_id}`);
  });
  outbox.addEventListener("refused", ({ detail: { entry } }) => entry.key === draft.key && refused(entry));
  outbox.addEventListener("changed", show);

  // what was handed over and is no longer in the outbox has arrived
  const entry = outbox.find(draft.key);
  if (draft.isSent && !entry) draft.forget();
  if (draft.kept.values) fill(draft.kept.values);
  picker.current();
  form.elements.machine.dispatchEvent(new Event("input", { bubbles: false }));
  if (entry?.problem) refused(entry);
  else show();
  if (!entry) (form.elements.machine.value ? form.elements.title : form.elements.machine).focus();
  fillEmployees(form.querySelector("[data-employees]"), () => draft.kept.values?.assignee_id);
}

async function fillEmployees(select, chosen) {
  if (!select) return;
  const answer = await send("GET", "/api/employees").catch(() => null);
  for (const one of answer?.employees ?? []) {
    if (!one.retired_at) select.append(make("option", { value: one.employee_id }, one.employee_name));
  }
  if (chosen()) select.value = chosen();
}
