// A field that finds a machine by name or code: type, choose with the arrows or a finger.

import { make } from "../config/element.js";
import { matches } from "../find.js";

const MOST = 8;

/** `machines`: [{machine_name, short_name, line}]. `chosen(machine)`: null while none is. */
export function startPicker(place, machines, chosen) {
  const input = place.querySelector("input");
  const list = place.querySelector("ul");
  const known = machines.map((one) => ({ ...one, name: one.machine_name, short: one.short_name }));
  let found = [];
  let at = 0;

  const current = () => {
    const typed = input.value.trim().toLowerCase();
    return known.find((one) => one.name.toLowerCase() === typed) ?? known.find((one) => one.short.toLowerCase() === typed) ?? null;
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const pick = (one) => {
    input.value = one.name;
    close();
    chosen(current());
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  const draw = () => {
    const shown = found.slice(0, MOST);
    list.replaceChildren(...(shown.length
      ? shown.map((one, place) => {
          const item = make("li", { id: `machine-${place}`, role: "option", "aria-selected": String(place === at), onclick: () => pick(one) }, make("b", {}, one.short), make("span", {}, `${one.name}, ${one.line}`));
          item.addEventListener("pointerdown", (event) => event.preventDefault());
          return item;
        })
      : [make("li", {}, "No machine is called that.")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (shown.length) input.setAttribute("aria-activedescendant", `machine-${at}`);
  };

  const search = () => {
    chosen(current());
    at = 0;
    const typed = input.value.trim();
    found = typed ? matches(known, typed) : known.toSorted((one, other) => one.short.localeCompare(other.short, "en", { numeric: true }));
    draw();
  };

  input.addEventListener("input", (event) => event.isTrusted && search());
  input.addEventListener("focus", () => {
    if (!current()) search();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const most = Math.min(found.length, MOST);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return search();
      at = most ? (at + (event.key === "ArrowDown" ? 1 : -1) + most) % most : 0;
      draw();
    } else if (event.key === "Enter" && !list.hidden && found.length) pick(found[at]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  chosen(current());
  return { current };
}
