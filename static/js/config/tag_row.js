// One tag: its name, role and unit, its value live beside them, and the rest folded below.

import { make, options } from "./element.js";
import { Field, inOneLine } from "./field.js";
import { isCounter, isMapped, moduli, ROLES } from "./roles.js";
import { count, QUALITIES, severity } from "./states.js";
import { StatesTable } from "./states_table.js";

const USUAL_STEP = 1_000; // pieces between two samples that are still believed, unless said otherwise

export class TagRow {
  #tag;
  #choices;
  #fields = {};
  #table = null;
  #move = null;
  #place = make("div", { class: "meaning" });
  #details = make("div", { class: "fields details", hidden: true });
  #fold = make("button", { type: "button", class: "fold", "aria-expanded": "false", onclick: () => this.#unfold(this.#details.hidden) }, "Details");
  #problem = make("p", { class: "wrong row-problem", hidden: true });
  #value = make("output", { class: "value" });

  /** Events on `element`, bubbling: "input"; "removed" and "moved" {detail: tag}. */
  constructor(tag, choices, groups) {
    this.#tag = tag;
    this.#choices = choices;
    const name = this.#text("tag_name", "Name");
    const role = make("select", { "aria-label": "Role" }, options(Object.entries(ROLES), tag.role));
    role.addEventListener("input", () => {
      tag.role = role.value;
      this.#draw();
    });
    const unit = this.#text("unit", "Unit");
    unit.placeholder = "unit";
    this.#fields.role = { refuse: (text) => this.#refuseRow(text), focus: () => role.focus() };
    this.#draw();
    this.element = make(
      "li",
      { class: "tag", role: "group", "aria-label": `Tag ${tag.tag_name}`, "data-tag": tag.tag_name },
      name,
      role,
      unit,
      this.#value,
      this.#fold,
      make("button", { type: "button", class: "icon", title: "Do not read it", "aria-label": `Leave out ${tag.tag_name}`, onclick: () => this.#tell("removed") }, "×"),
      this.#problem,
      this.#place,
      this.#details,
    );
    this.#move = this.#groupChoice(groups);
    this.#drawDetails();
    this.show(tag.seen);
    if (tag.problem) this.#refuseRow(inOneLine({ message: tag.problem, hint: tag.hint }));
  }

  get tag() {
    return this.#tag;
  }

  /** Show what was just read: {value, quality, data_type}. */
  show(seen) {
    if (!seen) return;
    this.#tag.seen = seen;
    if (seen.data_type && seen.data_type !== this.#tag.dataType) {
      this.#tag.dataType = seen.data_type;
      if (isCounter(this.#tag.role)) this.#drawDetails();
    }
    const grade = severity(seen.quality);
    const text = seen.value === null || seen.value === undefined ? "no value" : String(seen.value);
    const shown = grade ? `${text} (${QUALITIES[grade]})` : text;
    if (this.#value.textContent !== shown) this.#value.textContent = shown;
    this.#value.classList.toggle("grave", grade > 0);
    this.#table?.see(grade > 1 ? null : seen.value);
  }

  /** Show a refusal at the field it names. */
  refuse(field, text, value) {
    if (this.#table?.refuse(field, value, text)) return;
    const found = this.#fields[field];
    if (found) {
      if (this.#details.contains(found.input ?? null)) this.#unfold(true);
      found.refuse(text);
      found.focus();
    } else this.#refuseRow(text);
  }

  #unfold(isOpen) {
    this.#details.hidden = !isOpen;
    this.#fold.setAttribute("aria-expanded", String(isOpen));
  }

  clear() {
    if (!this.#tag.problem) this.#refuseRow(null);
  }

  #refuseRow(text) {
    this.#problem.hidden = text === null;
    this.#problem.textContent = text ?? "";
    if (text !== null && this.element) this.element.querySelector("select").focus();
  }

  #text(name, label) {
    const input = make("input", { type: "text", "aria-label": label, value: this.#tag[name], autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => {
      this.#tag[name] = input.value;
      input.removeAttribute("aria-invalid");
    });
    this.#fields[name] = {
      refuse: (text) => {
        input.setAttribute("aria-invalid", "true");
        this.#refuseRow(text);
      },
      focus: () => input.focus(),
    };
    return input;
  }

  #tell(name) {
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: this.#tag }));
  }

  // What depends on the role -----------------------------------------------------------------------

  #draw() {
    this.#table = isMapped(this.#tag.role) ? new StatesTable(this.#tag, this.#choices) : null;
    this.#place.replaceChildren(...(this.#table ? [this.#table.element] : []));
    this.#table?.see(severity(this.#tag.seen?.quality) > 1 ? null : this.#tag.seen?.value);
    if (this.#move) this.#drawDetails();
  }

  #drawDetails() {
    const { role } = this.#tag;
    const parts = [this.#move];
    if (isCounter(role)) parts.push(...this.#counter());
    else if (role === "value") {
      parts.push(
        this.#number("scale", "Scale", "The value is the raw one × this …"),
        this.#number("shift_by", "Shift", "… plus this."),
        this.#number("deadband", "Deadband", "Smaller changes of the raw value are not sent. 0: every change is."),
      );
    }
    parts.push(this.#number("silent_after_s", "Silent after (s)", "Without a sample for so long nothing is known any more. Empty: silence means no change."), this.#enabled(), this.#address());
    this.#details.replaceChildren(...parts);
  }

  #counter() {
    const modulus = this.#number("counter_modulus", "Begins at 0 again at", "Raw value at which the counter turns. Empty: never.");
    const step = this.#number("max_step", "Largest plausible step", "More counts than that between two samples are not believed, but kept as a jump. Needed with a turn, or every restart of the controller would look like one.");
    const proposals = moduli(this.#tag.dataType).map(([value, why]) =>
      make("button", { type: "button", class: "chip", onclick: () => this.#turnAt(value) }, `${count(value)} (${why})`),
    );
    modulus.append(make("p", { class: "chips" }, proposals));
    return [this.#number("scale", "Pieces for each count", "For example 4 where each stroke makes four."), modulus, step, this.#resetRule()];
  }

  #turnAt(modulus) {
    this.#tag.counter_modulus = modulus;
    if (this.#tag.max_step === null || this.#tag.max_step === "") this.#tag.max_step = Math.min(USUAL_STEP, modulus - 1);
    this.#drawDetails();
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #resetRule() {
    const select = make("select", {}, options([["restart", "it began at 0 again: all it shows is new"], ["rebase", "it was set: nothing is new"]], this.#tag.reset_rule));
    select.addEventListener("input", () => (this.#tag.reset_rule = select.value));
    return this.#keep("reset_rule", new Field({ label: "When it falls otherwise", input: select, isRequired: true }));
  }

  #number(name, label, help) {
    const value = this.#tag[name];
    const input = make("input", { type: "text", inputmode: "decimal", value: value ?? "", autocomplete: "off", name });
    input.addEventListener("input", () => (this.#tag[name] = input.value));
    return this.#keep(name, new Field({ label, input, help, isRequired: value !== null && value !== "" && typeof value === "number" }));
  }

  #enabled() {
    const input = make("input", { type: "checkbox", checked: this.#tag.is_enabled });
    input.addEventListener("input", () => (this.#tag.is_enabled = input.checked));
    return new Field({ label: "Read it", input, isInline: true }).element;
  }

  #address() {
    return make("p", { class: "address" }, make("span", { class: "muted" }, "Address "), make("code", {}, this.#tag.address), this.#tag.dataType ? ` ${this.#tag.dataType}` : "");
  }

  #keep(name, field) {
    this.#fields[name] = field;
    return field.element;
  }

  #groupChoice(groups) {
    const pairs = groups.map((group, place) => [String(place), group.machine || group.title]);
    const own = groups.findIndex((group) => group.tags.includes(this.#tag));
    const select = make("select", {}, options(pairs, String(own)));
    select.addEventListener("change", () => {
      this.element.dispatchEvent(new CustomEvent("moved", { bubbles: true, detail: { tag: this.#tag, to: groups[Number(select.value)] } }));
    });
    return new Field({ label: "Belongs to", input: select, isRequired: true }).element;
  }
}
