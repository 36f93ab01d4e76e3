// The layout editor: one map a plant, what is chosen beside it, and nothing saved until asked for.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { ask } from "./api.js";
import { make, options, say } from "./element.js";
import { LayoutMap } from "./layout_map.js";
import { LayoutModel } from "./layout_model.js";
import { showProblem } from "./problem.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const NUMBERS = { map_x: "Column", map_y: "Row", map_width: "Width", map_height: "Height" };

let model = null;
let chosen = null;
let maps = [];

const sentence = ({ one, other, what }) => {
  if (what === "place") return `${one.short_name} stands on ${other.short_name}.`;
  if (what === "short_name") return `${one.machine_name} and ${other.machine_name} are both ${one.short_name}.`;
  return `Two lines are called ${other.line_name}.`;
};

async function load() {
  try {
    model = new LayoutModel(await ask("GET", "/api/layout"));
  } catch (problem) {
    return showProblem(find("problem"), problem);
  }
  showProblem(find("problem"), null);
  build();
  show();
}

function build() {
  maps = model.plants.map((plant) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "layout");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", `Map of ${plant.plant_name}`);
    const map = new LayoutMap(svg, {
      change: (id, change) => edit(() => model.changeMachine(id, change)),
      choose: (id) => {
        if (chosen === id) return;
        chosen = id;
        show();
      },
    });
    return { plant, svg, map };
  });
  find("maps").replaceChildren(
    ...maps.map(({ plant, svg }) => make("section", {}, model.plants.length > 1 ? make("h3", {}, plant.plant_name) : null, make("div", { class: "scroll" }, svg))),
  );
  find("empty").hidden = model.machines.length > 0;
}

function edit(step) {
  step();
  show();
}

function show() {
  const clashes = model.clashes();
  const clashing = new Set(clashes.flatMap(({ one, other }) => [one.machine_id, other.machine_id]));
  for (const { plant, map } of maps) {
    map.show(model.machines.filter((one) => model.plantOf(one) === plant.plant_id), model.lines, clashing, chosen);
  }
  showMachine();
  showLines();
  find("undo").disabled = !model.canUndo;
  find("redo").disabled = !model.canRedo;
  find("save").disabled = !model.isChanged || clashes.length > 0;
  find("discard").disabled = !model.isChanged;
  const { machines, lines } = model.changes();
  const changed = [machines.length && `${machines.length} moved or changed`, lines.length && `${lines.length} renamed`].filter(Boolean).join(", ");
  find("state").textContent = clashes.length ? clashes.slice(0, 3).map(sentence).join(" ") : changed ? `Not saved: ${changed}.` : "Everything is saved.";
  find("state").classList.toggle("clash", clashes.length > 0);
}

function showMachine() {
  const place = find("machine");
  const machine = chosen === null ? null : model.machine(chosen);
  place.hidden = !machine;
  if (!machine) return;
  if (place.contains(document.activeElement) && place.dataset.of === String(chosen)) return refill(place, machine);
  place.dataset.of = chosen;
  const lines = model.lines.filter((line) => line.plant_id === model.plantOf(machine));
  const change = (field, read) => (event) => edit(() => model.changeMachine(machine.machine_id, { [field]: read(event.target) }));
  const text = (target) => target.value.trim() || model.machine(machine.machine_id).short_name;
  const number = (field) => (target) => (target.value === "" ? model.machine(machine.machine_id)[field] : Number(target.value));
  place.replaceChildren(
    make("h3", {}, machine.machine_name),
    make("label", {}, "Short name", make("input", { value: machine.short_name, maxlength: 6, "data-field": "short_name", onchange: change("short_name", text) })),
    make("label", {}, "Line", make("select", { "data-field": "line_id", onchange: change("line_id", (target) => Number(target.value)) }, options(lines.map((line) => [line.line_id, line.line_name]), machine.line_id))),
    ...Object.entries(NUMBERS).map(([field, word]) =>
      make("label", { class: "short" }, word, make("input", { type: "number", min: 0, value: machine[field], "data-field": field, onchange: change(field, number(field)) }))),
  );
}

function refill(place, machine) {
  for (const input of place.querySelectorAll("[data-field]")) {
    if (input !== document.activeElement) input.value = machine[input.dataset.field];
  }
}

function showLines() {
  const place = find("lines");
  if (place.contains(document.activeElement)) return;
  place.replaceChildren(
    ...model.lines.map((line) =>
      make("label", {}, model.plants.length > 1 ? model.plants.find((plant) => plant.plant_id === line.plant_id).plant_name : "Line",
        make("input", { value: line.line_name, maxlength: 80, onchange: (event) => {
          const name = event.target.value.trim() || line.line_name;
          event.target.value = name;
          edit(() => model.renameLine(line.line_id, name));
        } }))),
  );
}

async function save() {
  find("save").disabled = true;
  try {
    model = new LayoutModel(await ask("PUT", "/api/layout", model.changes()));
  } catch (problem) {
    showProblem(find("problem"), problem);
    find("save").disabled = false;
    return;
  }
  showProblem(find("problem"), null);
  show();
  say("Saved. Everybody's map shows it now.");
}

for (const [name, action] of Object.entries({ undo: () => model.undo(), redo: () => model.redo() })) {
  find(name).addEventListener("click", () => model && edit(action));
}
find("save").addEventListener("click", save);
find("discard").addEventListener("click", load);
addEventListener("keydown", (event) => {
  if (!model || !(event.ctrlKey || event.metaKey) || event.target.matches?.("input")) return;
  const key = event.key.toLowerCase();
  if (key === "z") edit(() => (event.shiftKey ? model.redo() : model.undo()));
  else if (key === "y") edit(() => model.redo());
  else if (key === "s" && !find("save").disabled) save();
  else return;
  event.preventDefault();
});
addEventListener("beforeunload", (event) => model?.isChanged && event.preventDefault());

startMenu();
startKeys({ f: () => location.assign("/"), Escape: () => location.assign("/config") });
const { cursor, stale } = document.body.dataset;
const live = new Live({ topics: ["config"], cursor, isStale: stale !== undefined });
showLiveness(live, document.querySelector(".clock").dataset.zone, () => {});
live.start();
load();
