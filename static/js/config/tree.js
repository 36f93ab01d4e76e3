// The addresses of a device as a tree, asked for level by level. Arrows walk in it, blank picks.

import { make, uniqueId } from "./element.js";
import { inOneLine } from "./field.js";

/** One node with its children, once they were asked for. */
class Item {
  children = null; // null: not asked for yet
  #tree;
  #group = null;

  constructor(tree, node, parent) {
    this.#tree = tree;
    this.node = node;
    this.parent = parent;
    this.level = parent ? parent.level + 1 : 1;
    const nameId = uniqueId("node");
    this.row = make(
      "div",
      { class: "row" },
      make("span", { class: `twist${node.has_children ? "" : " none"}`, "aria-hidden": "true" }),
      node.is_variable ? make("span", { class: "box", "aria-hidden": "true" }) : null,
      make("span", { class: "name", id: nameId }, node.name),
      make("span", { class: "type" }, node.data_type),
      make("span", { class: "value" }, node.value ?? "", node.unit && node.value !== null ? ` ${node.unit}` : ""),
    );
    this.element = make(
      "li",
      { role: "treeitem", tabindex: "-1", "aria-level": this.level, "aria-labelledby": nameId, class: node.is_variable ? "variable" : "object" },
      this.row,
    );
    this.element.item = this;
    if (node.has_children) this.element.setAttribute("aria-expanded", "false");
    this.mark();
  }

  get isOpen() {
    return this.element.getAttribute("aria-expanded") === "true";
  }

  /** Show whether it is picked. */
  mark() {
    if (this.node.is_variable) this.element.setAttribute("aria-checked", String(this.#tree.picks.hasNode(this.node)));
    this.children?.forEach((child) => child.mark());
  }

  async open() {
    if (!this.node.has_children || this.isOpen) return;
    this.element.setAttribute("aria-expanded", "true");
    if (this.#group === null) {
      this.#group = make("ul", { role: "group" });
      this.element.append(this.#group);
    }
    this.#group.hidden = false;
    if (this.children === null) await this.#fill();
  }

  close() {
    this.element.setAttribute("aria-expanded", "false");
    if (this.#group) this.#group.hidden = true;
  }

  async #fill() {
    this.children = [];
    this.element.setAttribute("aria-busy", "true");
    this.#group.replaceChildren(make("li", { class: "muted", role: "none" }, "looking"));
    try {
      const nodes = await this.#tree.device.browse(this.node.address);
      this.children = nodes.map((node) => new Item(this.#tree, node, this));
      this.#group.replaceChildren(...this.children.map((child) => child.element));
      if (!nodes.length) this.#group.append(make("li", { class: "muted", role: "none" }, "nothing below"));
    } catch (problem) {
      this.children = null; // asked again when it is opened again
      this.close();
      this.#group.remove();
      this.#group = null;
      this.#tree.refuse(problem);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }
}

export class Tree {
  #list = make("ul", { role: "tree", class: "tree", "aria-label": "Addresses of the device", "aria-multiselectable": "true" });
  #status = make("p", { class: "muted", role: "status" });
  #roots = [];

  constructor(device, picks) {
    this.device = device;
    this.picks = picks;
    this.element = make("div", {}, this.#list, this.#status);
    picks.addEventListener("changed", () => this.#roots.forEach((item) => item.mark()));
    this.#list.addEventListener("click", (event) => this.#click(event));
    this.#list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Ask for the first level. */
  async load() {
    this.#status.textContent = "Asking the device";
    this.#list.replaceChildren();
    try {
      const nodes = await this.device.browse(null);
      this.#roots = nodes.map((node) => new Item(this, node, null));
      this.#list.replaceChildren(...this.#roots.map((item) => item.element));
      this.#list.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
      this.#status.textContent = nodes.length ? "" : "The device shows no addresses.";
    } catch (problem) {
      this.refuse(problem);
    }
  }

  refuse(problem) {
    this.#status.textContent = inOneLine(problem);
  }

  #toggle(item) {
    if (item.node.is_variable) this.picks.toggleNode(item.node, !this.picks.hasNode(item.node));
    else if (item.isOpen) item.close();
    else item.open();
  }

  #click(event) {
    const item = event.target.closest("[role=treeitem]")?.item;
    if (!item) return;
    this.#goTo(item);
    if (event.target.closest(".twist") && item.node.has_children) {
      if (item.isOpen) item.close();
      else item.open();
    } else this.#toggle(item);
  }

  #key(event) {
    const item = event.target.closest("[role=treeitem]")?.item;
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = [...this.#list.querySelectorAll("[role=treeitem]")].filter((one) => one.getClientRects().length);
    const place = shown.indexOf(item.element);
    const steps = {
      ArrowDown: () => this.#goTo(shown[place + 1]?.item),
      ArrowUp: () => this.#goTo(shown[place - 1]?.item),
      Home: () => this.#goTo(shown[0]?.item),
      End: () => this.#goTo(shown.at(-1)?.item),
      ArrowRight: () => (item.isOpen ? this.#goTo(item.children?.[0]) : item.open()),
      ArrowLeft: () => (item.isOpen ? item.close() : this.#goTo(item.parent)),
      Enter: () => this.#toggle(item),
      " ": () => this.#toggle(item),
    };
    if (!steps[event.key]) return;
    event.preventDefault();
    steps[event.key]();
  }

  #goTo(item) {
    if (!item) return;
    for (const other of this.#list.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    item.element.setAttribute("tabindex", "0");
    item.element.focus();
  }
}
