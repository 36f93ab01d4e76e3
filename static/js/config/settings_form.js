// Settings of a connection: its name, which ingester runs it, and the connector's own form.

import { make, options } from "./element.js";
import { Field, inOneLine } from "./field.js";
import { showProblem } from "./problem.js";
import { SchemaForm } from "./schema_form.js";

export class SettingsForm {
  #name;
  #ingester = null;
  #schema;
  #takenNames;
  #usual;
  #refusal = make("div", { hidden: true });

  /** `values`: {name, config, secrets, ingester, hasSecrets}; `takenNames()`: names of others. */
  constructor(connector, values, { ingesters, takenNames = () => [], onChange = () => {} }) {
    this.#takenNames = takenNames;
    this.#usual = values.ingester ?? "main";
    const name = make("input", { type: "text", name: "name", value: values.name ?? "", placeholder: "Press shop", maxlength: 200, autocomplete: "off" });
    this.#name = new Field({ label: "Name", input: name, isRequired: true, help: "As it is called on all pages." });
    this.#schema = new SchemaForm(connector.config_schema, values, onChange);
    const names = [...new Set([values.ingester ?? "main", ...ingesters])];
    if (names.length > 1) {
      const select = make("select", { name: "ingester" }, options(names.map((one) => [one, one]), values.ingester ?? names[0]));
      this.#ingester = new Field({ label: "Ingester", input: select, isRequired: true, help: "The program that fetches the values: one that stands in the device’s network." });
    }
    this.element = make("div", { class: "settings" }, this.#refusal, make("div", { class: "fields" }, this.#name.element, this.#ingester?.element), this.#schema.element);
    this.element.addEventListener("input", onChange);
  }

  /** {name, ingester, config, secrets} */
  get values() {
    return { name: this.#name.input.value.trim(), ingester: this.#ingester?.input.value ?? this.#usual, ...this.#schema.values };
  }

  focus() {
    this.#name.focus();
  }

  /** Look for what is missing before anything is sent. True: nothing is. */
  check() {
    this.refuse(null);
    const { name } = this.values;
    if (!name) return this.#stop("What shall it be called?");
    const isTaken = this.#takenNames().some((one) => one.toLowerCase() === name.toLowerCase());
    return isTaken ? this.#stop(`There is a connection “${name}” already. Choose another name.`) : true;
  }

  /** Show a refusal of the server at its field, else above them all; null: there is none. */
  refuse(problem) {
    showProblem(this.#refusal, null);
    if (problem === null) return;
    const text = inOneLine(problem);
    if (problem.field === "name" || problem.field === "connection_name") this.#stop(text);
    else if (!this.#schema.refuse(problem, text)) showProblem(this.#refusal, problem);
  }

  #stop(text) {
    this.#name.refuse(text);
    this.#name.focus();
    return false;
  }
}
