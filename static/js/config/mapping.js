// The map step: what is read, for which machine, and what it means; with live values beside it.

import { make, say, uniqueId } from "./element.js";
import { inOneLine } from "./field.js";
import { GroupView } from "./group_view.js";
import { LiveValues } from "./live_values.js";
import { Plant } from "./plant.js";
import { showProblem } from "./problem.js";
import { counted } from "./states.js";
import { isKnownLine, tagsOf } from "./tag_map.js";

// fields that are told of a machine, by what the API calls them
const OF_MACHINE = { machine: "machine", line: "line", machine_type: "machineType", new_machine: "line" };

export class Mapping {
  #choices;
  #lists;
  #plant;
  #views = [];
  #groups = [];
  #places = make("div", { class: "groups" });
  #unread = make("p", { class: "muted", role: "status" });
  #refusal = make("div", { hidden: true });
  #onRemove;
  #touchedLines = new WeakSet();

  /** `read(addresses)` brings live values; `onRemove(tag)` is told of tags that are left out. */
  constructor(choices, read, onRemove = () => {}) {
    this.#choices = choices;
    this.#onRemove = onRemove;
    this.values = new LiveValues(read);
    this.values.addEventListener("told", () => (this.#unread.textContent = ""));
    this.values.addEventListener("refused", ({ detail }) => (this.#unread.textContent = `Values are not live: ${inOneLine(detail)}`));
    this.#lists = Object.fromEntries(["machines", "lines", "types", "zones"].map((name) => [name, uniqueId(name)]));
    this.#plant = new Plant(choices, this.#lists.zones);
    this.element = make(
      "div",
      { class: "mapping" },
      this.#datalists(),
      this.#refusal,
      this.#unread,
      this.#plant.element,
      this.#places,
      make("button", { type: "button", onclick: () => this.#addGroup() }, "Add a machine"),
    );
    this.element.addEventListener("input", () => this.#plant.show(this.#needsPlant()));
    this.element.addEventListener("removed", ({ detail }) => this.#remove(detail));
    this.element.addEventListener("moved", ({ detail }) => this.#moveTag(detail));
    this.element.addEventListener("shared", ({ detail }) => this.#share(detail));
    this.element.addEventListener("lined", ({ detail }) => this.#shareLine(detail));
  }

  get groups() {
    return this.#groups;
  }

  /** Show these groups to edit. */
  draw(groups) {
    this.#groups = groups;
    for (const view of this.#views) this.#forget(view);
    this.#views = groups.map((group) => new GroupView(group, this.#choices, this.#lists, groups));
    this.#places.replaceChildren(...this.#views.map((view) => view.element));
    this.#views.forEach((view) => this.#watch(view));
    this.#plant.show(this.#needsPlant());
  }

  /** What the API takes: the whole list of tags. */
  get tags() {
    return tagsOf(this.#groups, this.#choices, this.#plant.values).tags;
  }

  /** Look for what is missing before anything is sent. True: nothing is. */
  check() {
    this.refuse(null);
    for (const view of this.#views) {
      const { group, fields } = view;
      const meaning = group.tags.find((tag) => tag.role !== "value");
      if (meaning && !group.machine.trim()) return this.#stop(fields.machine, `Which machine? “${meaning.tag_name}” tells something of one.`);
      if (view.isNew && !group.line.trim()) return this.#stop(fields.line, "On which line does it stand?");
    }
    return this.#plant.check(this.#needsPlant());
  }

  /** Show a refusal of the server where it belongs; null: there is none any more. */
  refuse(problem) {
    showProblem(this.#refusal, null);
    for (const view of this.#views) view.rows.forEach((row) => row.clear());
    if (problem === null) return;
    const text = inOneLine(problem);
    const origin = problem.row === null ? undefined : tagsOf(this.#groups, this.#choices, {}).origins[problem.row - 1];
    const view = origin && this.#views.find((one) => one.group === origin.group);
    const isOfPlant = problem.field === "plant" || problem.field === "time_zone";
    if (isOfPlant && this.#plant.refuse(problem.field, text)) return;
    if (!view) return showProblem(this.#refusal, problem);
    say(text);
    if (problem.field in OF_MACHINE) this.#stop(view.fields[OF_MACHINE[problem.field]], text);
    else view.rows.find((row) => row.tag === origin.tag).refuse(problem.field, text, problem.value);
  }

  #stop(field, text) {
    field.refuse(text);
    field.focus();
    return false;
  }

  #needsPlant() {
    return this.#views.some((view) => view.isNew && !isKnownLine(view.group.line, this.#choices));
  }

  #datalists() {
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    const values = {
      machines: this.#choices.machines.map((one) => one.name),
      lines: this.#choices.lines.map((one) => one.name),
      types: this.#choices.machine_types,
      zones,
    };
    return Object.entries(values).map(([name, all]) => make("datalist", { id: this.#lists[name] }, all.map((value) => make("option", { value }))));
  }

  #watch(view) {
    for (const row of view.rows) this.values.watch(row.element, row.tag.address, (node) => row.show(node));
  }

  #forget(view) {
    for (const row of view.rows) this.values.forget(row.element);
  }

  #addGroup() {
    const line = this.#groups.findLast((group) => group.line)?.line ?? this.#choices.lines[0]?.name ?? "Line 1";
    const group = { key: uniqueId("added"), title: "A machine", path: [], machine: "", line, machineType: "Machine", tags: [], isAdded: true };
    this.draw([...this.#groups, group]);
    this.#views.at(-1).fields.machine.focus();
  }

  #remove(tag) {
    const group = this.#groups.find((one) => one.tags.includes(tag));
    const place = group.tags.indexOf(tag);
    group.tags.splice(place, 1);
    this.#onRemove(tag);
    this.draw(this.#groups);
    const view = this.#views.find((one) => one.group === group);
    const next = view.rows[Math.min(place, view.rows.length - 1)];
    (next?.element.querySelector("input") ?? view.fields.machine.input).focus();
    say(`${tag.tag_name} is left out`);
  }

  #moveTag({ tag, to }) {
    const from = this.#groups.find((one) => one.tags.includes(tag));
    from.tags.splice(from.tags.indexOf(tag), 1);
    to.tags.push(tag);
    this.draw(this.#groups);
    this.#views.flatMap((view) => view.rows).find((row) => row.tag === tag).element.querySelector("input").focus();
  }

  // machines of one make say the same with the same values
  #share(tag) {
    const others = this.#groups.flatMap((group) => group.tags).filter((one) => one !== tag && one.role === tag.role);
    for (const other of others) other.states = tag.states.map((state) => ({ ...state }));
    this.draw(this.#groups);
    this.element.dispatchEvent(new Event("input"));
    say(`${counted(others.length, "other tag")} mean the same now`);
  }

  // machines of one device mostly stand on one line: it is typed once
  #shareLine(group) {
    this.#touchedLines.add(group);
    for (const view of this.#views) {
      if (view.isNew && view.group !== group && !this.#touchedLines.has(view.group)) view.setLine(group.line);
    }
  }
}
