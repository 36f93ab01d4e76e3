// Work and material on an order: who worked how long, and which parts were used.

import { make, shape } from "../config/element.js";
import { Field } from "../config/field.js";
import { employeeId, post, zone } from "./frame.js";
import { newKey, send } from "./send.js";
import { moment, span } from "./times.js";

export function drawLabour(place, order, path) {
  const isOpen = !["verified", "cancelled"].includes(order.status);
  const mayDo = order.may.includes("work.do") && employeeId !== null && isOpen;
  const mine = order.labour.find((one) => one.employee_id === employeeId && one.ended_at === null);
  const clock = mine && make("p", { class: "running" }, shape("in_progress"), make("b", { "data-running-ms": Date.parse(mine.started_at) }), " since you began");
  const act = (word, end) => make("button", { type: "button", onclick: () => post({ key: newKey(), what: word, path: `${path}/labour${end}`, body: {} }) }, word);
  const button = !mayDo ? null : mine ? act("Stop my clock", "/stop") : order.status === "in_progress" ? act("I work on it, too", "") : null;
  const rows = order.labour.map((one) =>
    make("tr", {}, make("th", { scope: "row" }, one.employee), make("td", {}, moment(one.started_at, zone)),
      one.ended_at ? make("td", { class: "n" }, span(one.labour_s)) : make("td", { class: "n", "data-since-ms": Date.parse(one.started_at) })));
  const table = rows.length
    ? make("table", {}, make("thead", {}, make("tr", {}, make("th", {}, "Who"), make("th", {}, "From"), make("th", { class: "n" }, "For"))),
        make("tbody", {}, rows),
        make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, "Labour"), make("td"), make("td", { class: "n" }, make("b", {}, span(order.labour_s))))))
    : make("p", { class: "muted" }, "Nobody has worked on it yet. The clock runs while it is in progress.");
  place.replaceChildren(...[clock, table, button].filter(Boolean));
}

export function drawParts(place, order, path) {
  if (!order.part_list.length) {
    place.replaceChildren(make("p", { class: "muted" }, "No part was used."));
    return;
  }
  const mayDo = order.may.includes("work.do") && !["verified", "cancelled"].includes(order.status);
  const giveBack = (part) => post({ key: newKey(), what: `Give back ${part.part_number}`, path: `${path}/parts`, body: { part_id: part.part_id, quantity: -part.quantity } });
  place.replaceChildren(make("table", { class: "parts-used" }, make("tbody", {}, order.part_list.map((part) =>
    make("tr", {}, make("th", { scope: "row" }, make("b", {}, part.part_number), ` ${part.part_name}`), make("td", { class: "n" }, `${part.quantity}\u202f${part.unit}`),
      make("td", {}, mayDo ? make("button", { type: "button", onclick: () => giveBack(part), "aria-label": `Give back ${part.part_name}` }, "Give back") : null))))));
}

/** The form to use a part; the list of parts is fetched when somebody wants it. */
export function partForm(place, path) {
  const select = make("select", {});
  const quantity = make("input", { type: "number", min: "0.001", step: "any", value: "1", inputmode: "decimal" });
  const [part, amount] = [new Field({ label: "Part", input: select, isRequired: true }), new Field({ label: "How many", input: quantity, isRequired: true })];
  const about = make("p", { class: "muted" });
  const form = make("form", { class: "part-form" }, part.element, amount.element, make("button", {}, "Use"), about);
  const details = make("details", { hidden: true }, make("summary", {}, "Use a part"), form);
  let stock = [];

  async function load() {
    try {
      stock = (await send("GET", "/api/parts")).parts.filter((one) => !one.retired_at);
    } catch (problem) {
      about.textContent = problem.message;
      return;
    }
    const chosen = select.value;
    select.replaceChildren(...stock.map((one) => make("option", { value: one.part_id }, `${one.part_number} ${one.part_name}`)));
    if (chosen) select.value = chosen;
    tell();
  }

  function tell() {
    const one = stock.find(({ part_id: id }) => id === Number(select.value));
    about.textContent = one ? `${one.stock_qty}\u202f${one.unit} in stock${one.storage_place ? `, ${one.storage_place}` : ""}` : "There is no part yet. They are listed under Set up, Maintenance.";
  }

  details.addEventListener("toggle", () => details.open && load());
  select.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const one = stock.find(({ part_id: id }) => id === Number(select.value));
    const number = Number(quantity.value);
    if (!one) return part.refuse("Choose a part.");
    if (!(number > 0)) return amount.refuse("Give a number above zero.");
    post({ key: newKey(), what: `Use ${number} ${one.unit} of ${one.part_number}`, path: `${path}/parts`, body: { part_id: one.part_id, quantity: number } });
    details.open = false;
  });
  place.replaceChildren(details);
  return { show: (isShown) => (details.hidden = !isShown) };
}
