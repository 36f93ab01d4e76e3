// Shifts, breaks, and days that differ: by plant, and by line where a line has its own.

import { make } from "./element.js";
import { adder, choice, field, FloorEditor, remover, time } from "./floor_editor.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function weekdays(shift) {
  const boxes = DAYS.map((day) => {
    const box = make("input", { type: "checkbox", checked: (shift.weekdays ?? DAYS).includes(day), onchange: () => take() });
    return { day, box };
  });
  const take = () => {
    const chosen = boxes.filter(({ box }) => box.checked).map(({ day }) => day);
    if (chosen.length === DAYS.length) delete shift.weekdays;
    else shift.weekdays = chosen;
  };
  return make("fieldset", { class: "days" }, make("legend", {}, "Begins on"), boxes.map(({ day, box }) => make("label", {}, box, day)));
}

const breakRow = (shift, pause, redraw) =>
  make("div", { class: "row break" }, field("Break", pause, "name"), time("From", pause, "starts"), time("To", pause, "ends"), remover(`Remove the break ${pause.name}`, shift.breaks, pause, redraw));

const shiftRow = (holder, shift, redraw) =>
  make("li", { class: "part" },
    make("div", { class: "row" }, field("Shift", shift, "name"), time("From", shift, "starts"), time("To", shift, "ends"), remover(`Remove the shift ${shift.name}`, holder.shifts, shift, redraw)),
    weekdays(shift),
    (shift.breaks ?? []).map((pause) => breakRow(shift, pause, redraw)),
    adder("Add a break", shift, "breaks", () => ({ name: "Break", starts: shift.starts, ends: shift.ends }), redraw));

const shiftsOf = (holder, redraw) => [
  make("ul", { class: "parts" }, (holder.shifts ?? []).map((shift) => shiftRow(holder, shift, redraw))),
  adder("Add a shift", holder, "shifts", () => ({ name: "New shift", starts: "06:00", ends: "14:00" }), redraw),
];

function exceptionRow(plant, said, redraw) {
  const lines = [["", "All lines"], ...(plant.lines ?? []).map((line) => [line.name, line.name])];
  return make("li", { class: "part row" },
    field("Date", said, "date", { type: "date", required: true }),
    choice("Line", said, "line", lines),
    field("Shift (empty: all day)", said, "shift"),
    time("From (empty: closed)", said, "starts"),
    time("To", said, "ends"),
    field("Note", said, "note"),
    remover(`Remove ${said.date}`, plant.exceptions, said, redraw));
}

function lineSection(plant, redraw) {
  const lines = plant.lines ?? [];
  const own = lines.filter((line) => line.shifts?.length);
  const others = lines.filter((line) => !line.shifts?.length);
  const select = make("select", {
    "aria-label": "Give a line shifts of its own",
    onchange: () => {
      const line = others.find((one) => one.name === select.value);
      line.shifts = structuredClone(plant.shifts ?? [{ name: "Day", starts: "06:00", ends: "14:00" }]);
      redraw();
    },
  }, [make("option", { value: "" }, "Give a line shifts of its own …"), ...others.map((line) => make("option", { value: line.name }, line.name))]);
  return [
    ...own.map((line) => make("section", { class: "inner" }, make("h4", {}, `${line.name}: its own shifts, instead of those of ${plant.name}`), shiftsOf(line, redraw))),
    others.length ? make("p", { class: "own" }, select) : null,
  ].filter(Boolean);
}

function plantSection(plant, redraw) {
  const today = new Date().toISOString().slice(0, 10);
  return make("section", { "aria-label": plant.name },
    make("h3", {}, `${plant.name} (${plant.time_zone})`),
    shiftsOf(plant, redraw),
    lineSection(plant, redraw),
    make("h4", {}, "Days that differ"),
    make("ul", { class: "parts" }, (plant.exceptions ?? []).map((said) => exceptionRow(plant, said, redraw))),
    adder("Add a day", plant, "exceptions", () => ({ date: today }), redraw));
}

new FloorEditor((floor, redraw) => floor.plants.map((plant) => plantSection(plant, redraw)));
