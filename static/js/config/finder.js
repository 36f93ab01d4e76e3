// What a device offers: machines that were found, its addresses as a tree, and a search in them.

import { make } from "./element.js";
import { Field, inOneLine } from "./field.js";
import { FoundMachines } from "./found.js";
import { showProblem } from "./problem.js";
import { counted } from "./states.js";
import { Tree } from "./tree.js";

const WAIT_MS = 350; // after the last key
const MOST = 100;

export class Finder {
  #device;
  #picks;
  #tree;
  #hits = make("ul", { class: "hits", hidden: true });
  #status = make("p", { class: "muted", role: "status" });
  #chosen = make("p", { class: "chosen", role: "status" });
  #timer = null;
  #asking = null;
  #canBrowse;

  constructor(device, picks, canBrowse) {
    this.#device = device;
    this.#picks = picks;
    this.#canBrowse = canBrowse;
    this.found = new FoundMachines(picks);
    this.#tree = new Tree(device, picks);
    const box = make("input", { type: "search", placeholder: "Search names", "aria-label": "Search the addresses", autocomplete: "off", spellcheck: "false" });
    box.addEventListener("input", () => this.#searchSoon(box.value.trim()));
    picks.addEventListener("changed", () => this.#tell());
    this.element = make(
      "div",
      { class: "finder" },
      make(
        "div",
        { class: `pair${canBrowse ? "" : " single"}` },
        canBrowse ? make("section", { "aria-label": "Machines found" }, make("h3", {}, "Machines"), this.found.element) : null,
        make(
          "section",
          { "aria-label": "Addresses" },
          make("h3", {}, "Addresses"),
          canBrowse ? [make("p", { class: "find" }, box), this.#status, this.#hits, this.#tree.element] : null,
          this.#byHand(),
        ),
      ),
      this.#chosen,
    );
    this.#tell();
  }

  /** Ask the device. `isPicked`: take over every machine that is found. */
  async load(isPicked) {
    if (!this.#canBrowse) return;
    await Promise.all([this.found.load(this.#device, isPicked), this.#tree.load()]);
  }

  #tell() {
    const parts = [];
    if (this.#picks.machines.size) parts.push(counted(this.#picks.machines.size, "machine"));
    if (this.#picks.nodes.size) parts.push(counted(this.#picks.nodes.size, "single variable"));
    this.#chosen.textContent = parts.length ? `Picked: ${parts.join(" and ")}.` : "Nothing is picked yet.";
  }

  // Search ------------------------------------------------------------------------------------

  #searchSoon(text) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#tree.element.hidden = text !== "";
    this.#hits.hidden = text === "";
    this.#status.textContent = "";
    if (text) this.#timer = setTimeout(() => this.#search(text), WAIT_MS);
  }

  async #search(text) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#status.textContent = "Searching";
    try {
      const nodes = (await this.#device.search(text, MOST, signal)).filter((node) => node.is_variable);
      this.#hits.replaceChildren(...nodes.map((node) => this.#hit(node)));
      const all = nodes.length === MOST ? `The first ${MOST}. A longer word finds fewer.` : counted(nodes.length, "variable");
      this.#status.textContent = nodes.length ? all : `No variable has “${text}” in its name or path.`;
    } catch (problem) {
      if (!signal.aborted) this.#status.textContent = inOneLine(problem);
    }
  }

  #hit(node) {
    const box = make("input", { type: "checkbox", checked: this.#picks.hasNode(node), onchange: () => this.#picks.toggleNode(node, box.checked) });
    return make(
      "li",
      {},
      make(
        "label",
        {},
        box,
        make("span", { class: "name" }, node.name, make("small", {}, (node.path ?? []).join(" › "))),
        make("span", { class: "value" }, node.value ?? "", node.unit && node.value ? ` ${node.unit}` : ""),
      ),
    );
  }

  // An address somebody knows ------------------------------------------------------------------

  #byHand() {
    const address = make("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    const field = new Field({ label: "Address", input: address, isRequired: true, help: "As the device knows it. It is read once before it is taken over." });
    const refusal = make("div", { hidden: true });
    const form = make("form", { class: "byhand" }, field.element, make("button", {}, "Add"), refusal);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!address.value.trim()) return field.refuse("Which address?");
      showProblem(refusal, null);
      try {
        const [node] = await this.#device.read([address.value.trim()]);
        this.#picks.toggleNode({ ...node, is_variable: true }, true);
        address.value = "";
      } catch (problem) {
        if (problem.field === "addresses" || problem.status === 400) field.refuse(inOneLine(problem));
        else showProblem(refusal, problem);
      }
    });
    return make("details", { class: "more", open: !this.#canBrowse }, make("summary", {}, "Add an address by hand"), form);
  }
}
