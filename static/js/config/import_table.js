// The first lines of a file, and above each column what it holds.

import { make, options } from "./element.js";

export const FIELDS = {
  machine: "Machine",
  time: "Time",
  status: "State",
  detail: "Detail",
  reason: "Reason",
  good: "Good pieces",
  scrap: "Rejected pieces",
  product: "Product",
  tag: "Tag",
  value: "Value",
  quality: "Quality",
};
const LEFT_OUT = "left out";

/** Which columns hold what after one of them was given a meaning ("": none). Pure. */
export function mapped(columns, header, field) {
  const others = Object.entries(columns).map(([name, held]) => [name, held === header ? "" : held]);
  return { ...Object.fromEntries(others), ...(field && { [field]: header }) };
}

/** Events: "mapped" {header, field}. */
export class Table extends EventTarget {
  #place;
  #selects = []; // one a column, or null
  #shown = "";

  constructor(place) {
    super();
    this.#place = place;
  }

  show(preview) {
    const key = JSON.stringify([preview.columns, preview.fields, preview.lines]);
    if (key !== this.#shown) this.#draw(preview); // else what is focused stays so
    this.#shown = key;
    const meaning = new Map(Object.entries(preview.mapping).map(([field, header]) => [header, field]));
    this.#selects.forEach((select, place) => {
      if (!select) return;
      select.value = meaning.get(preview.columns[place]) ?? "";
      this.#mark(place, select.value !== "");
    });
  }

  #draw({ columns, fields, lines }) {
    const pairs = [["", LEFT_OUT], ...fields.map((field) => [field, FIELDS[field] ?? field])];
    // of two columns with one name the first is meant, and one without a name cannot be
    this.#selects = columns.map((header, place) => (fields.length && header && columns.indexOf(header) === place ? this.#select(header, pairs) : null));
    this.#place.replaceChildren(
      make(
        "table",
        {},
        make("thead", {},
          fields.length ? make("tr", { class: "meanings" }, this.#selects.map((select) => make("td", {}, select ?? make("span", { class: "muted" }, LEFT_OUT)))) : null,
          make("tr", {}, columns.map((header) => make("th", { scope: "col" }, header || "(no name)")))),
        make("tbody", {}, lines.map((cells) => make("tr", {}, columns.map((_, place) => make("td", {}, cells[place] ?? ""))))),
      ),
    );
  }

  #select(header, pairs) {
    const select = make("select", { "aria-label": `What “${header}” holds` }, options(pairs, ""));
    select.addEventListener("change", () => this.dispatchEvent(new CustomEvent("mapped", { detail: { header, field: select.value } })));
    return select;
  }

  #mark(place, isUsed) {
    for (const row of this.#place.querySelectorAll("tr")) row.children[place]?.classList.toggle("unused", !isUsed);
  }
}
