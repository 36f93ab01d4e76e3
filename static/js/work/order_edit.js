// Editing an order in place. Who was slower is told who changed what, keeps the own text beside
// the present one, and chooses.

import { make, options } from "../config/element.js";
import { Field } from "../config/field.js";
import { showProblem } from "../config/problem.js";
import { zone } from "./frame.js";
import { newKey, send } from "./send.js";
import { fieldInstant, fieldText, moment } from "./times.js";
import { KINDS, PRIORITIES } from "./words.js";

const WORDS = { title: "Title", description: "Description", priority: "Priority", kind: "Kind", due_at: "Due", assignee_id: "Assigned to" };

/** What differs from what was opened, as {field: value}. Pure. */
export function differences(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));
}

export class Edit {
  #place;
  #path;
  #saved;
  #opened = null; // the order as it was when the form was filled
  #fields = {};
  #employees = null;

  constructor(place, path, saved) {
    this.#place = place;
    this.#path = path;
    this.#saved = saved;
  }

  get isOpen() {
    return this.#opened !== null;
  }

  async open(order) {
    if (this.isOpen) return this.#fields.title?.focus();
    this.#opened = order;
    if (order.may.includes("work.plan")) {
      this.#employees ??= await send("GET", "/api/employees").then((answer) => answer.employees, () => null);
    }
    this.#draw(order);
    this.#place.hidden = false;
    this.#fields.title.focus();
  }

  /** The order changed under the form: say so before somebody types in vain. */
  told(order) {
    if (!this.isOpen || order.version === this.#opened.version) return;
    const note = this.#place.querySelector("[data-told]");
    if (!note) return;
    note.hidden = false;
    note.textContent = `${order.changed_by} changed this order at ${moment(order.changed_at, zone)}. What you typed is kept; save to compare.`;
  }

  #draw(order) {
    const title = make("input", { type: "text", maxlength: 200, value: order.title });
    const description = make("textarea", { rows: 5, maxlength: 10_000, value: order.description });
    const due = make("input", { type: "datetime-local", value: fieldText(order.due_at, zone) });
    const fields = {
      title: new Field({ label: "Title", input: title, isRequired: true, kind: "wide" }),
      description: new Field({ label: "Description", input: description, kind: "wide" }),
      priority: new Field({ label: "Priority", input: make("select", {}, options(PRIORITIES, order.priority)), isRequired: true }),
      kind: new Field({ label: "Kind", input: make("select", {}, options(KINDS, order.kind)), isRequired: true }),
      due_at: new Field({ label: "Due", input: due }),
    };
    if (this.#employees) fields.assignee_id = new Field({ label: "Assigned to", input: this.#chooser(order) });
    this.#fields = fields;
    const problem = make("div", { "data-edit-problem": true, hidden: true });
    const form = make("form", { class: "edit" },
      problem,
      make("div", { class: "fields" }, Object.values(fields).map((field) => field.element)),
      make("div", { class: "bar" }, make("button", { class: "primary" }, "Save"), make("button", { type: "button", onclick: () => this.#close() }, "Cancel")),
      // last, so that no button moves from under a finger when it appears
      make("p", { class: "missing", role: "status", "data-told": true, hidden: true }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
      if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    this.#place.replaceChildren(form);
  }

  #chooser(order) {
    const canBeFree = ["open", "assigned"].includes(order.status);
    const listed = this.#employees.filter((one) => !one.retired_at || one.employee_id === order.assignee_id);
    const pairs = listed.map((one) => [String(one.employee_id), one.employee_name]);
    return make("select", {}, options(canBeFree ? [["", "nobody yet"], ...pairs] : pairs, String(order.assignee_id ?? "")));
  }

  #typed() {
    const { title, description, priority, kind, due_at: due, assignee_id: assignee } = this.#fields;
    const typed = {
      title: title.input.value.trim(),
      description: description.input.value,
      priority: priority.input.value,
      kind: kind.input.value,
      // a field that was not touched keeps the seconds it does not show
      due_at: due.input.value === fieldText(this.#opened.due_at, zone) ? this.#opened.due_at : fieldInstant(due.input.value, zone),
    };
    if (assignee) typed.assignee_id = assignee.input.value ? Number(assignee.input.value) : null;
    return typed;
  }

  async #save() {
    const changed = differences(this.#opened, this.#typed());
    if (!Object.keys(changed).length) return this.#close();
    const button = this.#place.querySelector(".primary");
    button.disabled = true;
    try {
      const order = await send("PATCH", this.#path, { body: { version: this.#opened.version, ...changed }, key: newKey() });
      this.#close();
      this.#saved(order);
    } catch (problem) {
      button.disabled = false;
      if (problem.status === 409 && problem.answer?.current) this.#compare(problem.answer, changed);
      else this.#refuse(problem);
    }
  }

  #refuse(problem) {
    const field = this.#fields[problem.field];
    if (field) {
      field.refuse([problem.message, problem.hint].filter(Boolean).join(" "));
      field.focus();
    }
    showProblem(this.#place.querySelector("[data-edit-problem]"), field ? null : problem);
  }

  // Somebody was faster: each field both changed is shown twice, and chosen. What only they
  // changed is taken over; what only this person changed stays typed.
  #compare({ changes, current, error, hint }, changed) {
    const before = this.#opened;
    this.#opened = current;
    this.#saved(current);
    const theirs = differences(before, Object.fromEntries(Object.keys(this.#fields).map((name) => [name, current[name]])));
    const both = Object.keys(changed).filter((name) => name in theirs && theirs[name] !== changed[name]);
    for (const name of Object.keys(theirs)) if (!(name in changed)) this.#fill(name, current);
    const who = (name) => changes?.findLast((one) => one.field === name) ?? current;
    const place = this.#place.querySelector("[data-edit-problem]");
    place.hidden = false;
    place.replaceChildren(make("div", { class: "conflict", role: "alert" },
      make("p", {}, make("b", {}, error)),
      make("p", {}, both.length ? "Choose for each what is to stay, then save again." : (hint ?? "Your other changes are still in the form: save again.")),
      told(changes),
      both.map((name) => this.#choice(name, changed[name], current, who(name)))));
    this.#place.querySelector("[data-told]").hidden = true;
    place.querySelector("input")?.focus();
    place.scrollIntoView({ block: "nearest" });
  }

  #choice(name, mine, current, change) {
    const group = `choose-${name}`;
    const pick = (value) => () => this.#fill(name, { ...current, [name]: value });
    const one = (word, value, isChosen) => make("label", {}, make("input", { type: "radio", name: group, checked: isChosen, onchange: pick(value) }), make("span", {}, make("small", {}, word), make("span", { class: "text" }, this.#said(name, value))));
    return make("fieldset", { class: "versions" }, make("legend", {}, WORDS[name]),
      one("Yours", mine, true), one(`${change.changed_by}, ${moment(change.changed_at, zone)}`, current[name], false));
  }

  #said(name, value) {
    if (value === null || value === "") return "–";
    if (name === "due_at") return moment(value, zone);
    if (name === "assignee_id") return this.#employees?.find((one) => one.employee_id === value)?.employee_name ?? String(value);
    return String(value);
  }

  #fill(name, order) {
    const input = this.#fields[name]?.input;
    if (!input) return;
    input.value = name === "due_at" ? fieldText(order.due_at, zone) : String(order[name] ?? "");
  }

  #close() {
    this.#opened = null;
    this.#place.hidden = true;
    this.#place.replaceChildren();
    document.querySelector("[data-open-edit]")?.focus();
  }
}

const told = (changes) =>
  changes?.length
    ? make("ul", {}, changes.map((one) => make("li", {}, `${one.changed_by} changed ${(WORDS[one.field] ?? one.field).toLowerCase()} at ${moment(one.changed_at, zone)}`)))
    : null;
