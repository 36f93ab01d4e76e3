// The roles of a person: each with its place, added and taken away.

import { roleName } from "../account/roles.js";
import { make, options } from "./element.js";

const EVERYWHERE = "everywhere";
const asText = ({ plant, line }) => (line ? `line/${line}` : plant ? `plant/${plant}` : EVERYWHERE);

/** What an option of the places means. Pure. */
export function placeIn(text) {
  const [kind, ...rest] = text.split("/");
  return { plant: kind === "plant" ? rest.join("/") : null, line: kind === "line" ? rest.join("/") : null };
}

export class Grants {
  #choices;
  #before;
  #list = make("ul", { class: "grants" });
  #may = make("p", { class: "may", role: "status" });
  #adder = make("button", { type: "button", "data-act": "add-role", onclick: () => this.#add() }, "Add a role");

  constructor(choices, roles) {
    this.#choices = choices;
    this.element = make("fieldset", {}, make("legend", {}, "Roles"), this.#list, this.#may, make("div", { class: "bar" }, this.#adder));
    this.#list.append(...roles.map((role) => this.#row(role)));
    this.#before = JSON.stringify(this.roles);
    this.#explain();
  }

  get roles() {
    return [...this.#list.children].map((row) => {
      const [role, place] = row.querySelectorAll("select");
      return { role: role.value, ...placeIn(place.value) };
    });
  }

  get isChanged() {
    return JSON.stringify(this.roles) !== this.#before;
  }

  #row(granted) {
    const names = this.#choices.roles.map(({ role }) => [role, roleName(role)]);
    const role = make("select", { "aria-label": "Role", onchange: () => this.#explain() }, ...options(names, granted.role));
    const place = make("select", { "aria-label": "Where" }, ...this.#places(asText(granted)));
    const away = make("button", { type: "button", class: "icon", "aria-label": "Take this role away", title: "Take away", onclick: () => this.#remove(row) }, "×");
    const row = make("li", {}, role, place, away);
    return row;
  }

  /** Everywhere, each plant and its lines; and a place that is no longer in use, where one has it. */
  #places(chosen) {
    const plants = this.#choices.plants.map(({ plant, lines }) =>
      make("optgroup", { label: plant }, ...options([[`plant/${plant}`, `all of ${plant}`], ...lines.map((line) => [`line/${line}`, line])], chosen)),
    );
    const known = [EVERYWHERE, ...this.#choices.plants.flatMap(({ plant, lines }) => [`plant/${plant}`, ...lines.map((line) => `line/${line}`)])];
    const gone = known.includes(chosen) ? [] : [[chosen, `${chosen.slice(chosen.indexOf("/") + 1)} (retired)`]];
    return [...options([[EVERYWHERE, "everywhere"], ...gone], chosen), ...plants];
  }

  #add() {
    const row = this.#row({ role: "viewer", plant: null, line: null });
    this.#list.append(row);
    row.querySelector("select").focus();
    this.#explain();
  }

  #remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("select") ?? this.#adder).focus();
    this.#explain();
  }

  #explain() {
    const chosen = new Set(this.roles.map(({ role }) => role));
    const said = this.#choices.roles.filter(({ role }) => chosen.has(role)).map(({ role, may }) => `${roleName(role)}: ${may.join("; ")}.`);
    this.#may.textContent = said.join(" ") || "Without a role they see nothing.";
  }
}
