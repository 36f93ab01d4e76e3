// The tags of one machine: which machine it is, there already or new, and what is read of it.

import { make, uniqueId } from "./element.js";
import { Field } from "./field.js";
import { isKnownMachine } from "./tag_map.js";
import { TagRow } from "./tag_row.js";

export class GroupView {
  #group;
  #choices;
  #lists;
  #verdict = make("p", { class: "verdict", role: "status" });
  #list = make("ol", { class: "tags" });
  fields = {};
  rows = [];

  /** `lists`: ids of the datalists for machines, lines and types. */
  constructor(group, choices, lists, groups) {
    this.#group = group;
    this.#choices = choices;
    this.#lists = lists;
    const titleId = uniqueId("group");
    this.element = make(
      "section",
      { class: "group", "aria-labelledby": titleId, "data-group": group.machine || group.title },
      make("h3", { id: titleId }, group.title, group.model ? make("small", {}, group.model) : null),
      make(
        "div",
        { class: "fields" },
        this.#text("machine", "Machine", { list: lists.machines, required: group.key !== "" || group.tags.some((tag) => tag.role !== "value") }),
        this.#text("line", "Line", { list: lists.lines, required: true }),
        this.#text("machineType", "Type", { list: lists.types, required: true }),
      ),
      this.#list,
    );
    this.fields.machine.element.append(this.#verdict);
    this.#judge();
    this.drawRows(groups);
  }

  get group() {
    return this.#group;
  }

  drawRows(groups) {
    this.rows = this.#group.tags.map((tag) => new TagRow(tag, this.#choices, groups));
    this.#list.replaceChildren(...this.rows.map((row) => row.element));
    if (!this.rows.length) this.#list.append(make("li", { class: "muted" }, "No tag yet. Move one here (its details, “Belongs to”), or go back and pick some."));
  }

  setLine(line) {
    this.#group.line = line;
    this.fields.line.input.value = line;
  }

  #text(name, label, { list, required }) {
    const input = make("input", { type: "text", list, value: this.#group[name], autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => {
      this.#group[name] = input.value;
      if (name === "machine") this.#judge();
      if (name === "line") this.element.dispatchEvent(new CustomEvent("lined", { bubbles: true, detail: this.#group }));
    });
    this.fields[name] = new Field({ label, input, isRequired: required });
    return this.fields[name].element;
  }

  /** Say what the machine's name means: one that is there, a new one, or none. */
  #judge() {
    const name = this.#group.machine.trim();
    const known = this.#choices.machines.find((one) => one.name.toLowerCase() === name.toLowerCase());
    for (const field of [this.fields.line, this.fields.machineType]) field.element.hidden = name === "" || known !== undefined;
    if (name === "") this.#verdict.textContent = "Without a machine, values are only recorded.";
    else if (known && name === this.#group.title && this.#group.isStored) this.#verdict.textContent = `Stands on ${known.line}.`;
    else if (known) this.#verdict.textContent = `Stands on ${known.line} already: these tags tell of it from now on.`;
    else this.#verdict.textContent = "A new machine: it gets a free place on the map.";
  }

  /** Whether it is a machine that will be made. */
  get isNew() {
    return this.#group.machine.trim() !== "" && !isKnownMachine(this.#group.machine, this.#choices);
  }
}
