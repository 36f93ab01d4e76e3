// What each raw value of a tag means: a row per value, the one seen just now marked.

import { make, options } from "./element.js";
import { raw, STATUSES } from "./roles.js";
import { counted } from "./states.js";

const ANY = "*";
const NOTHING = { status: "no data", reason: "no reason", product: "no product" };
const TITLES = {
  status: ["Value", "Device’s word", "State", "Reason"],
  reason: ["Value", "Device’s word", "Reason"],
  product: ["Value", "Device’s word", "Product"],
};

export class StatesTable {
  #tag;
  #choices;
  #rows = make("ol", {});
  #note = make("span", { class: "note" });
  #fold = make("button", { type: "button", class: "fold", "aria-expanded": "false", onclick: () => this.#unfold(this.#table.hidden) });
  #share = make("button", { type: "button", onclick: () => this.#tell("shared") }, "Same for all machines");
  #table;
  #now = null;

  /** Event on `element`, bubbling: "shared" {detail: tag}, where other tags are to mean the same. */
  constructor(tag, choices) {
    this.#tag = tag;
    this.#choices = choices;
    this.#table = make(
      "div",
      { class: "states", role: "group", "aria-label": `What the values of ${tag.tag_name} mean`, hidden: true },
      this.#rows,
      make(
        "p",
        { class: "bar" },
        make("button", { type: "button", onclick: () => this.#add("") }, "Add a value"),
        make("button", { type: "button", onclick: () => this.#add(ANY) }, "Any other value"),
        this.#share,
      ),
    );
    this.element = make("div", {}, make("p", { class: "bar summed" }, this.#fold, this.#note), this.#table);
    this.draw();
  }

  /** Draw all rows anew, as the role of the tag wants them. */
  draw() {
    const { role, states } = this.#tag;
    const titles = make("li", { class: "titles", "aria-hidden": "true" }, TITLES[role].map((title) => make("span", {}, title)));
    this.#rows.className = role;
    this.#rows.replaceChildren(...(states.length ? [titles] : []), ...states.map((state) => this.#row(state)));
    this.#fold.textContent = states.length ? `Meaning of ${counted(states.length, "value")}` : "Meaning of values";
    this.#share.hidden = !states.length;
    this.#mark();
  }

  /** Mark the row of the value that was just seen. */
  see(shown) {
    const now = raw(shown);
    if (now === this.#now) return;
    this.#now = now;
    this.#mark();
  }

  /** Say that a value of a field is wrong. False: there is no such row. */
  refuse(field, value, text) {
    const row = [...this.#rows.children].findLast((one) => one.state && field in one.state && one.state[field] === value);
    if (!row) return false;
    this.#unfold(true);
    row.querySelector(".wrong").textContent = text;
    row.querySelector(".wrong").hidden = false;
    row.querySelector("input").focus();
    return true;
  }

  #row(state) {
    const { role } = this.#tag;
    const value = make("input", { type: "text", "aria-label": "Raw value", value: state.raw_value, spellcheck: "false", autocomplete: "off" });
    value.addEventListener("input", () => {
      state.raw_value = value.value;
      this.#mark();
    });
    const word = make("input", { type: "text", "aria-label": "The device’s own word", value: state.label, spellcheck: "false", autocomplete: "off" });
    word.addEventListener("input", () => {
      state.label = word.value;
      this.#mark();
    });
    const row = make(
      "li",
      {},
      value,
      word,
      role === "status" ? this.#status(state) : null,
      role === "product" ? this.#choice(state, "product", "Product", this.#choices.products.map((name) => [name, name])) : null,
      role === "product" ? null : this.#choice(state, "reason", "Reason", this.#choices.reasons.map(({ name, path }) => [name, path])),
      make("button", { type: "button", class: "icon", "aria-label": `Remove value ${state.raw_value}`, title: "Remove", onclick: () => this.#remove(state) }, "×"),
      make("p", { class: "about", hidden: !state.unknownReason }, state.unknownReason ? `The proposed reason “${state.unknownReason}” is not among the reasons of this floor: choose one, or none.` : ""),
      make("p", { class: "wrong", hidden: true }),
    );
    row.state = state;
    return row;
  }

  #status(state) {
    const select = make("select", { "aria-label": "State of the machine" }, options([["", "choose"], ...Object.entries(STATUSES)], state.status ?? ""));
    select.addEventListener("input", () => {
      state.status = select.value || null;
      this.#mark();
    });
    return select;
  }

  #choice(state, field, label, pairs) {
    const select = make("select", { "aria-label": label }, options([["", "–"], ...pairs], state[field] ?? ""));
    select.addEventListener("input", () => {
      state[field] = select.value || null;
      this.#mark();
    });
    return select;
  }

  #unfold(isOpen) {
    this.#table.hidden = !isOpen;
    this.#fold.setAttribute("aria-expanded", String(isOpen));
  }

  #tell(name) {
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: this.#tag }));
  }

  #add(value) {
    const state = { raw_value: value, label: "", status: null, reason: null, product: null, unknownReason: null };
    this.#tag.states.push(state);
    this.draw();
    this.#unfold(true);
    const row = this.#rows.lastElementChild;
    row.querySelector(value === "" ? "input" : "select").focus();
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #remove(state) {
    this.#tag.states.splice(this.#tag.states.indexOf(state), 1);
    this.draw();
    this.#table.querySelector(".bar button").focus();
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #mark() {
    const rows = [...this.#rows.children].filter((row) => row.state);
    const spelt = (row) => row.state.raw_value.trim();
    const exact = rows.find((row) => this.#now !== null && spelt(row) === this.#now);
    const any = rows.find((row) => spelt(row) === ANY);
    const current = exact ?? (this.#now === null ? null : any);
    for (const row of rows) row.toggleAttribute("data-now", row === current);
    this.#note.replaceChildren(...this.#said(current));
  }

  #said(current) {
    if (this.#now === null) return [];
    const now = make("b", {}, this.#now);
    const meaning = current && this.#meaning(current.state);
    if (meaning) return ["Now ", now, `: ${meaning}`];
    const { role } = this.#tag;
    if (role === "product" && this.#choices.products.some((name) => name.toLowerCase() === this.#now.toLowerCase())) return ["Now ", now, ", the product of that name"];
    const add = make("button", { type: "button", onclick: () => this.#add(this.#now) }, `Add ${this.#now}`);
    return ["Now ", now, `: ${NOTHING[role]} as yet `, ...(current ? [] : [add])];
  }

  /** What a row says, in words; nothing where it says nothing. */
  #meaning({ label, status, reason, product }) {
    const { role } = this.#tag;
    const means = { status: [status && STATUSES[status], status && reason], reason: [reason ?? "no reason"], product: [product ?? "no product"] }[role];
    return means.some(Boolean) ? [label, ...means].filter(Boolean).join(", ") : "";
  }
}
