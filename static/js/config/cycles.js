// What is made, and how fast it could be: products, ideal cycles of types and of machines.

import { make } from "./element.js";
import { adder, choice, field, FloorEditor, number, remover } from "./floor_editor.js";

const productRow = (floor, product, redraw) =>
  make("li", { class: "part row" },
    field("Product", product, "name"),
    field("What it is", product, "description", { class: "long" }),
    number("Takes … times the cycle", product, "cycle_factor", { placeholder: "1" }),
    remover(`Remove ${product.name}`, floor.products, product, redraw));

const typeRow = (kind) =>
  make("li", { class: "part row" },
    make("b", {}, kind.name),
    number("Ideal cycle, s", kind, "ideal_cycle_s"));

// Names of products, ticked where a line makes them.
function madeHere(floor, line) {
  const box = (product) => {
    const input = make("input", {
      type: "checkbox",
      checked: (line.products ?? []).includes(product.name),
      onchange: () => {
        const others = (line.products ?? []).filter((name) => name !== product.name);
        line.products = input.checked ? [...others, product.name] : others;
        if (!line.products.length) delete line.products;
      },
    });
    return make("label", {}, input, product.name);
  };
  return make("fieldset", { class: "days" }, make("legend", {}, "Makes"), (floor.products ?? []).map(box));
}

function cycleRow(floor, machine, cycle, redraw) {
  const products = [["", "any product"], ...(floor.products ?? []).map(({ name }) => [name, name])];
  return make("div", { class: "row break" },
    choice("Product", cycle, "product", products),
    number("Ideal cycle, s", cycle, "ideal_cycle_s"),
    field("From (empty: always)", cycle, "valid_from", { placeholder: "2027-01-01" }),
    remover("Remove this cycle", machine.ideal_cycles, cycle, redraw));
}

const machineRow = (floor, machine, types, redraw) =>
  make("li", { class: "part" },
    make("div", { class: "row" },
      make("b", {}, machine.name),
      number("Ideal cycle, s", machine, "ideal_cycle_s", { placeholder: types.get(machine.type) === undefined ? "" : `${types.get(machine.type)} (${machine.type})` })),
    (machine.ideal_cycles ?? []).map((cycle) => cycleRow(floor, machine, cycle, redraw)),
    adder("Another cycle for a product", machine, "ideal_cycles", () => ({ ideal_cycle_s: machine.ideal_cycle_s ?? 60 }), redraw));

function lineSection(floor, line, types, redraw) {
  return make("details", { class: "inner" },
    make("summary", {}, `${line.name}: ${(line.machines ?? []).length} machines`),
    madeHere(floor, line),
    make("ul", { class: "parts" }, (line.machines ?? []).map((machine) => machineRow(floor, machine, types, redraw))));
}

new FloorEditor((floor, redraw) => {
  const types = new Map((floor.machine_types ?? []).map((kind) => [kind.name, kind.ideal_cycle_s]));
  const lines = floor.plants.flatMap((plant) => plant.lines ?? []);
  const isOpen = new Set([...document.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const sections = lines.map((line) => lineSection(floor, line, types, redraw));
  for (const section of sections) section.open = isOpen.has(section.firstChild.textContent);
  return [
    make("section", {}, make("h3", {}, "Products"),
      make("ul", { class: "parts" }, (floor.products ?? []).map((product) => productRow(floor, product, redraw))),
      adder("Add a product", floor, "products", () => ({ name: "New product" }), redraw)),
    make("section", {}, make("h3", {}, "Ideal cycle by type of machine"), make("ul", { class: "parts" }, (floor.machine_types ?? []).map(typeRow))),
    make("section", {}, make("h3", {}, "By line and machine, where it differs"), sections),
  ];
});
