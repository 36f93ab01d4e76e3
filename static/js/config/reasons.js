// Why machines stand and pieces are rejected: a tree that people choose from.

import { make } from "./element.js";
import { adder, choice, field, FloorEditor, remover } from "./floor_editor.js";

const LOSSES = [
  ["breakdown", "Breakdown"], ["setup", "Setup and adjustment"], ["minor_stop", "Minor stop"],
  ["reduced_speed", "Reduced speed"], ["process_reject", "Process reject"], ["startup_reject", "Start-up reject"],
];
const PLANNED = [["true", "planned"], ["false", "not planned"]];
const asBoolean = { read: (text) => (text === "" ? "" : text === "true"), write: (value) => (value === undefined ? "" : String(value)) };

function mover(word, sign, list, place, redraw) {
  const move = () => {
    list.splice(place + sign, 0, ...list.splice(place, 1));
    redraw();
  };
  const isPossible = list[place + sign] !== undefined;
  return make("button", { type: "button", class: "icon", "aria-label": word, title: word, disabled: !isPossible, onclick: move }, sign < 0 ? "↑" : "↓");
}

function reasonRow(list, reason, place, isTop, redraw) {
  const losses = [["", isTop ? "none (planned only)" : "as above"], ...LOSSES];
  const planned = [["", isTop ? "not planned" : "as above"], ...PLANNED];
  return make("li", { class: "part" },
    make("div", { class: "row" },
      field("Reason", reason, "name"),
      choice("Loss", reason, "loss", losses),
      choice("Planned", reason, "planned", planned, asBoolean),
      mover(`Move ${reason.name} up`, -1, list, place, redraw),
      mover(`Move ${reason.name} down`, 1, list, place, redraw),
      remover(`Remove ${reason.name} and all below it`, list, reason, redraw)),
    make("ul", { class: "parts below" }, (reason.reasons ?? []).map((one, number) => reasonRow(reason.reasons, one, number, false, redraw))),
    adder(`Add a reason below ${reason.name}`, reason, "reasons", () => ({ name: "New reason" }), redraw));
}

new FloorEditor((floor, redraw) => [
  make("section", {},
    make("ul", { class: "parts" }, (floor.reasons ?? []).map((reason, place) => reasonRow(floor.reasons, reason, place, true, redraw))),
    adder("Add a reason", floor, "reasons", () => ({ name: "New reason", loss: "breakdown" }), redraw)),
]);
