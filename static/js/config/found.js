// Machines a device was found to describe, each with what it is and what it shows just now.

import { make, shape } from "./element.js";
import { inOneLine } from "./field.js";
import { counted } from "./states.js";

const MOST_SHOWN = 6; // values on a card; the rest is counted
const LONGEST_SHOWN = 28; // characters of an entry of the nameplate
const ROLES_FIRST = ["status", "good", "scrap", "total", "product", "reason", "value"];

/** SerialNumber as people write it: serial number. Pure. */
export const worded = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** The tags worth seeing first. Pure. */
export const byRole = (tags) => [...tags].sort((one, other) => ROLES_FIRST.indexOf(one.role) - ROLES_FIRST.indexOf(other.role));

function card(machine, picks) {
  const box = make("input", { type: "checkbox", checked: picks.hasMachine(machine), onchange: () => picks.toggleMachine(machine, box.checked) });
  const tags = byRole(machine.tags ?? []);
  const rest = tags.length - MOST_SHOWN;
  const plate = Object.entries(machine.identity ?? {}).filter(([, value]) => String(value).length <= LONGEST_SHOWN);
  return make(
    "li",
    { class: "found", "data-found": machine.name },
    make(
      "label",
      {},
      box,
      make("span", {}, make("b", {}, machine.name), make("small", {}, [machine.model, counted(tags.length, "tag")].filter(Boolean).join(" · "))),
    ),
    plate.length ? make("p", { class: "identity" }, plate.map(([name, value]) => `${worded(name)} ${value}`).join(" · ")) : null,
    make(
      "dl",
      {},
      tags.slice(0, MOST_SHOWN).map(({ node }) => make("div", {}, make("dt", {}, node.name), make("dd", {}, node.value ?? "–", node.unit ? ` ${node.unit}` : ""))),
    ),
    rest > 0 ? make("p", { class: "muted" }, `and ${counted(rest, "more value")}`) : null,
  );
}

export class FoundMachines {
  #list = make("ul", { class: "found-list" });
  #status = make("p", { class: "muted", role: "status" });
  #all;
  #picks;
  machines = [];

  constructor(picks) {
    this.#picks = picks;
    this.#all = make("button", { type: "button", hidden: true, onclick: () => this.#toggleAll() });
    this.element = make("div", {}, make("div", { class: "bar" }, this.#status, this.#all), this.#list);
    picks.addEventListener("changed", () => this.#mark());
  }

  /** Ask the device what machines it describes. `isPicked`: take over all that are found. */
  async load(device, isPicked) {
    this.#list.replaceChildren(make("li", { class: "found trying" }, shape("waiting"), " Looking for machines"));
    this.#status.textContent = "";
    this.#all.hidden = true;
    try {
      this.machines = await device.discover();
      if (isPicked) for (const machine of this.machines) this.#picks.toggleMachine(machine, true);
      this.#draw();
    } catch (problem) {
      this.#list.replaceChildren();
      this.#status.textContent = inOneLine(problem);
    }
  }

  #draw() {
    this.#list.replaceChildren(...this.machines.map((machine) => card(machine, this.#picks)));
    this.#all.hidden = this.machines.length < 2;
    this.#status.textContent = this.machines.length
      ? `${counted(this.machines.length, "machine")} found`
      : "No machine describes itself here. Pick its values from the addresses.";
    this.#mark();
  }

  #mark() {
    const boxes = [...this.#list.querySelectorAll("input")];
    boxes.forEach((box, place) => (box.checked = this.#picks.hasMachine(this.machines[place])));
    this.#all.textContent = boxes.every((box) => box.checked) ? "Take none" : "Take all";
  }

  #toggleAll() {
    const isPicked = !this.machines.every((machine) => this.#picks.hasMachine(machine));
    for (const machine of this.machines) this.#picks.toggleMachine(machine, isPicked);
  }
}
