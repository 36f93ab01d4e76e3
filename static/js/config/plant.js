// The plant of a new line: asked for where it is not clear.

import { make, options } from "./element.js";
import { Field } from "./field.js";

export class Plant {
  #choices;
  #name;
  #zone;

  constructor(choices, zonesId) {
    this.#choices = choices;
    const input = choices.plants.length
      ? make("select", {}, options(choices.plants.map(({ name }) => [name, name]), choices.plants[0].name))
      : make("input", { type: "text", value: "Plant 1", autocomplete: "off" });
    this.#name = new Field({ label: "Plant", input, isRequired: true, help: choices.plants.length ? "Where the new line is." : "Where the new machines stand." });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#zone = new Field({
      label: "Time zone",
      input: make("input", { type: "text", list: zonesId, value: zone, autocomplete: "off", spellcheck: "false" }),
      isRequired: true,
      help: "Its shifts and days are told in this time.",
    });
    this.element = make("fieldset", { class: "plant", hidden: true }, make("legend", {}, "A new line"), make("div", { class: "fields" }, this.#name.element, choices.plants.length ? null : this.#zone.element));
  }

  get values() {
    if (this.#choices.plants.length) return { plant: this.#name.input.value };
    return { plant: this.#name.input.value.trim(), time_zone: this.#zone.input.value.trim() };
  }

  /** One plant is no question. */
  show(isNeeded) {
    this.element.hidden = !isNeeded || this.#choices.plants.length === 1;
  }

  /** Show a refusal of the server. False: nobody is asked for it here. */
  refuse(name, text) {
    const field = name === "plant" ? this.#name : this.#zone;
    if (this.element.hidden || !field.element.isConnected) return false;
    field.refuse(text);
    field.focus();
    return true;
  }

  check(isNeeded) {
    if (!isNeeded || this.element.hidden) return true;
    for (const field of [this.#name, this.#zone]) {
      if (field.input.value.trim() || !field.element.isConnected) continue;
      field.refuse("This is needed.");
      field.focus();
      return false;
    }
    return true;
  }
}
