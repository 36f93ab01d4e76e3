// A list of things that are kept by hand, as a table with a form: shown, added, changed, deleted
// through the API. What is refused is told at its field, and stays as it was typed.

import { make, say } from "../config/element.js";
import { Field } from "../config/field.js";
import { showProblem } from "../config/problem.js";
import { newKey, send } from "./send.js";

/** `what`: {title, about, path, key, one, name(row), columns: [[word, cell(row), kind?]], fields(),
 *  isOff?(row), canDelete?, canRetire?, mayChange, actions?(row, register), invitation}. */
export class Register {
  #place;
  #what;
  #rows = [];
  #form = make("div");
  #table = make("div");
  #problem = make("div", { hidden: true });
  #add;

  constructor(place, what) {
    this.#place = place;
    this.#what = what;
    place.classList.add("register");
    const word = `Add ${what.one}`;
    this.#add = what.mayChange ? make("button", { type: "button", class: "primary", onclick: () => this.edit(null) }, word[0].toUpperCase() + word.slice(1)) : null;
    place.replaceChildren(
      make("div", { class: "register-head" }, make("h2", { id: `${place.id}-title` }, what.title), this.#add ?? ""),
      make("p", { class: "about" }, what.about),
      this.#problem,
      this.#form,
      this.#table,
    );
  }

  get rows() {
    return this.#rows;
  }

  async load() {
    try {
      this.#rows = Object.values(await send("GET", this.#what.path)).find(Array.isArray) ?? [];
      showProblem(this.#problem, null);
      this.#draw();
    } catch (problem) {
      showProblem(this.#problem, problem);
    }
  }

  /** Open the form of a row; null: of a new one. */
  edit(row) {
    const { one, name } = this.#what;
    this.ask(row ? `Change ${name(row)}` : `Add ${one}`, this.#what.fields(), row, async (values) => {
      await this.#send(row, values);
      say(row ? `${name(row)} is changed` : `${one} is added`);
    });
  }

  /** Open a form with these fields; `save(values)` throws what is told beside them. */
  ask(title, listed, row, save) {
    const fields = new Map();
    for (const one of listed) {
      one.write(one.input, row ? (row[one.name] ?? null) : one.fallback);
      fields.set(one.name, { ...one, shown: new Field({ label: one.label, input: one.input, help: one.help, isRequired: one.isRequired, isInline: one.isInline, kind: one.kind }) });
    }
    const problemPlace = make("div", { hidden: true });
    const button = make("button", { class: "primary" }, "Save");
    const form = make("form", { novalidate: true },
      make("h3", {}, title), problemPlace,
      make("div", { class: "fields" }, [...fields.values()].map((field) => field.shown.element)),
      make("div", { class: "bar" }, button, make("button", { type: "button", onclick: () => this.#close() }, "Cancel")));
    const before = row ? Object.fromEntries([...fields].map(([name, one]) => [name, JSON.stringify(one.read(one.input))])) : {};
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      showProblem(problemPlace, null);
      const values = this.#read(fields, before);
      if (values === null) return;
      button.disabled = true;
      try {
        await save(values);
        this.#close();
        await this.load();
      } catch (problem) {
        const field = fields.get(problem.field)?.shown;
        if (field) {
          field.refuse([problem.message, problem.hint].filter(Boolean).join(" "));
          field.focus();
        }
        showProblem(problemPlace, field ? null : problem);
      } finally {
        button.disabled = false;
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.#close();
      }
      if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    this.#form.replaceChildren(form);
    form.scrollIntoView({ block: "nearest" });
    listed[0].input.focus();
  }

  // What changed; null where something required is missing, which is told.
  #read(fields, before) {
    const values = {};
    for (const [name, one] of fields) {
      const value = one.read(one.input);
      if (one.isRequired && (value === null || value === "")) {
        one.shown.refuse(`${one.label} is missing.`);
        one.shown.focus();
        return null;
      }
      if (before[name] === JSON.stringify(value)) continue;
      // what is left empty is left out of a new one
      if (!(name in before) && (value === null || value === "")) continue;
      values[name] = value;
    }
    return values;
  }

  #send(row, values) {
    const { path, key } = this.#what;
    if (row) return send("PATCH", `${path}/${row[key]}`, { body: values, key: newKey() });
    return send("POST", path, { body: values, key: newKey() });
  }

  async act(row, values) {
    try {
      await this.#send(row, values);
      await this.load();
    } catch (problem) {
      showProblem(this.#problem, problem);
    }
  }

  async remove(row) {
    if (!confirm(`Delete ${this.#what.name(row)}? Orders it has opened stay.`)) return;
    try {
      await send("DELETE", `${this.#what.path}/${row[this.#what.key]}`, { key: newKey() });
      await this.load();
    } catch (problem) {
      showProblem(this.#problem, problem);
    }
  }

  #close() {
    this.#form.replaceChildren();
    this.#add?.focus();
  }

  #draw() {
    const { columns, name, invitation } = this.#what;
    if (!this.#rows.length) {
      this.#table.replaceChildren(make("p", { class: "muted" }, invitation));
      return;
    }
    const [first, ...others] = columns;
    const isNumber = (kind) => (kind === "n" ? "n" : null);
    const line = (row) =>
      make("tr", { class: this.#what.isOff?.(row) ? "off" : null },
        make("th", { scope: "row" }, first[1](row)),
        others.map(([, cell, kind]) => make("td", { class: isNumber(kind) }, cell(row))),
        make("td", {}, this.#buttons(row, name(row))));
    this.#table.replaceChildren(make("div", { class: "scroll" },
      make("table", {},
        make("thead", {}, make("tr", {}, columns.map(([word, , kind]) => make("th", { scope: "col", class: isNumber(kind) }, word)), make("th", {}, make("span", { class: "spoken" }, "Actions")))),
        make("tbody", {}, this.#rows.map(line)))));
  }

  #buttons(row, name) {
    const button = (word, onclick) => make("button", { type: "button", "aria-label": `${word} ${name}`, onclick }, word);
    const { canDelete, canRetire, mayChange, actions } = this.#what;
    return [
      ...(actions?.(row, this) ?? []),
      ...(mayChange ? [button("Change", () => this.edit(row))] : []),
      ...(mayChange && canRetire ? [row.retired_at ? button("Use again", () => this.act(row, { is_retired: false })) : button("Retire", () => this.act(row, { is_retired: true }))] : []),
      ...(mayChange && canDelete ? [button("Delete", () => this.remove(row))] : []),
    ];
  }
}
