// Words of states that are none of the four, and what they mean.

import { make, options, shape } from "./element.js";
import { Field } from "./field.js";
import { STATUSES } from "./roles.js";

const CHOICES = [["", "nothing: its lines are left out"], ...Object.entries(STATUSES)];

/** Events: "meant" {word, status}; status null: nothing. */
export class Words extends EventTarget {
  #place;
  #fields = new Map(); // word → Field

  constructor(place) {
    super();
    this.#place = place;
  }

  show({ words, status_words: meanings }) {
    if (words.join("\n") !== [...this.#fields.keys()].join("\n")) this.#draw(words);
    const meant = new Map(Object.entries(meanings).map(([word, status]) => [word.toLowerCase(), status]));
    for (const [word, field] of this.#fields) {
      field.input.value = meant.get(word.toLowerCase()) ?? "";
      field.element.classList.toggle("open", !field.input.value);
    }
  }

  #draw(words) {
    this.#fields = new Map(words.map((word) => [word, this.#field(word)]));
    const elements = [...this.#fields.values()].map((field) => field.element);
    const title = make("h3", {}, "What its words mean");
    this.#place.replaceChildren(...(words.length ? [title, make("div", { class: "fields words" }, elements)] : []));
  }

  #field(word) {
    const input = make("select", {}, options(CHOICES, ""));
    input.addEventListener("change", () => this.dispatchEvent(new CustomEvent("meant", { detail: { word, status: input.value || null } })));
    const label = make("span", {}, shape("warning"), word);
    return new Field({ label, input, isRequired: true });
  }
}
