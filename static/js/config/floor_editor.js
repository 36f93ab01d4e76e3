// Editing a part of the floor (/api/floor): a copy is changed, and sent back as a whole. The
// server holds it to the rules of a floor file; what it refuses stays as it was typed.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { ask } from "./api.js";
import { make, say } from "./element.js";
import { showProblem } from "./problem.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const LISTED = 4;

/** Run the page. `render(floor, redraw)` returns what is shown of the tables and changes them in
 * place; it calls `redraw()` where a change shows elsewhere. */
export class FloorEditor {
  #render;
  #saved = null;
  #floor = null;
  #revision = "";

  constructor(render) {
    this.#render = render;
    find("save").addEventListener("click", () => this.#save());
    find("discard").addEventListener("click", () => this.#load());
    find("editor").addEventListener("input", () => this.#tell());
    find("editor").addEventListener("change", () => this.#tell());
    addEventListener("beforeunload", (event) => this.isChanged && event.preventDefault());
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      document.activeElement?.blur?.(); // what is being typed counts
      if (this.isChanged) this.#save();
    });
    startMenu();
    startKeys({ f: () => location.assign("/"), Escape: () => location.assign("/config") });
    const { cursor, stale } = document.body.dataset;
    const live = new Live({ topics: ["config"], cursor, isStale: stale !== undefined });
    showLiveness(live, document.querySelector(".clock").dataset.zone, () => {});
    live.start();
    this.#load();
  }

  get isChanged() {
    return this.#floor !== null && JSON.stringify(this.#floor) !== this.#saved;
  }

  async #load() {
    try {
      this.#take(await ask("GET", "/api/floor"));
      this.#tell("Everything is saved.");
    } catch (problem) {
      showProblem(find("problem"), problem);
    }
  }

  #take({ revision, floor }) {
    this.#revision = revision;
    this.#saved = JSON.stringify(floor);
    this.#floor = floor;
    showProblem(find("problem"), null);
    this.#draw();
  }

  #draw() {
    find("editor").replaceChildren(...this.#render(this.#floor, () => {
      this.#draw();
      this.#tell();
    }));
  }

  #tell(text) {
    const isChanged = this.isChanged;
    find("save").disabled = find("discard").disabled = !isChanged;
    find("state").textContent = text ?? (isChanged ? "Not saved yet." : "Everything is saved.");
  }

  async #save() {
    find("save").disabled = true;
    try {
      const answer = await ask("PUT", "/api/floor", { revision: this.#revision, floor: this.#floor });
      this.#take(answer);
      const { changes } = answer;
      const more = changes.length > LISTED ? ` and ${changes.length - LISTED} more` : "";
      const text = changes.length ? `Saved: ${changes.slice(0, LISTED).join(", ")}${more}.` : "Everything is saved.";
      this.#tell(text);
      say(text);
    } catch (problem) {
      showProblem(find("problem"), problem);
      this.#tell();
    }
  }
}

// Fields bound to a key of a table. What is empty is left out, as in a floor file. -------------

function put(table, key, value) {
  if (value === "" || value === null || value === undefined || Number.isNaN(value)) delete table[key];
  else table[key] = value;
}

/** A labelled input for `table[key]`. `read` turns its text into a value. */
export function field(label, table, key, attributes = {}, read = (text) => text.trim()) {
  const shown = attributes.type === "time" ? String(table[key] ?? "").slice(0, 5) : (table[key] ?? "");
  const input = make("input", { ...attributes, value: shown, oninput: () => put(table, key, read(input.value)) });
  return make("label", {}, make("span", {}, label), input);
}

export const number = (label, table, key, attributes = {}) =>
  field(label, table, key, { type: "number", step: "any", min: 0, inputmode: "decimal", ...attributes }, (text) => (text === "" ? "" : Number(text)));

export const time = (label, table, key) => field(label, table, key, { type: "time", required: true });

/** A labelled select for `table[key]`; an empty value leaves it out. */
export function choice(label, table, key, pairs, { read = (text) => text, write = (value) => value ?? "", then = () => {} } = {}) {
  const select = make("select", {
    onchange: () => {
      put(table, key, read(select.value));
      then();
    },
  });
  select.append(...pairs.map(([value, word]) => {
    const option = make("option", { value }, word);
    option.selected = value === write(table[key]);
    return option;
  }));
  return make("label", {}, make("span", {}, label), select);
}

/** Take `one` out of a list. */
export function remover(word, list, one, redraw) {
  const take = () => {
    list.splice(list.indexOf(one), 1);
    redraw();
  };
  return make("button", { type: "button", class: "icon", "aria-label": word, title: word, onclick: take }, "×");
}

/** Put a new one into `holder[key]`, making the list where there is none. */
export function adder(word, holder, key, fresh, redraw) {
  const add = () => {
    (holder[key] ??= []).push(fresh());
    redraw();
    const rows = document.querySelectorAll("[data-editor] input");
    rows[rows.length - 1]?.scrollIntoView({ block: "nearest" });
  };
  return make("button", { type: "button", onclick: add }, word);
}
