// Find a machine by name or short name: type, choose with the arrows, Enter goes there.

import { goTo, tiles } from "./keys.js";

const MOST = 8;

/** Machines that match, best first: short name, then beginning of a word, then anywhere. Pure. */
export function matches(machines, typed) {
  const wanted = typed.trim().toLowerCase().replaceAll(/[\s_-]+/g, "_");
  if (!wanted) return [];
  const rank = ({ name, short }) => {
    const [long, brief] = [name.toLowerCase(), short.toLowerCase()];
    if (brief === wanted || long === wanted) return 0;
    if (brief.startsWith(wanted)) return 1;
    if (long.startsWith(wanted)) return 2;
    if (long.includes(`_${wanted}`)) return 3;
    return long.includes(wanted) || brief.includes(wanted) ? 4 : Infinity;
  };
  return machines
    .map((machine) => ({ ...machine, rank: rank(machine) }))
    .filter((machine) => machine.rank < Infinity)
    .sort((one, other) => one.rank - other.rank || one.short.localeCompare(other.short, "en", { numeric: true }));
}

/** Let the field of the page find among the machines shown, which are those of `line` if given. */
export function startFind(line) {
  const form = document.querySelector("[data-find]");
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  let found = [];
  let chosen = 0;

  const all = () =>
    tiles().map((tile) => ({
      tile,
      name: tile.dataset.machine,
      short: tile.querySelector("text, b")?.textContent ?? "",
    }));

  const option = (machine, number) => {
    const item = document.createElement("li");
    item.id = `found-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(number === chosen));
    const short = document.createElement("b");
    short.textContent = machine.short;
    const name = document.createElement("span");
    name.textContent = machine.name;
    item.append(short, name);
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => go(machine));
    return item;
  };

  const nothing = () => {
    const item = document.createElement("li");
    item.textContent = line ? `Nothing on ${line}. Enter searches all lines.` : "No machine is called that.";
    if (line) item.addEventListener("click", everywhere);
    return item;
  };

  const draw = () => {
    const shown = found.slice(0, MOST);
    const isOpen = input.value.trim() !== "";
    list.replaceChildren(...(shown.length ? shown.map(option) : [nothing()]));
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && shown.length) input.setAttribute("aria-activedescendant", `found-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    const kept = new Set(found.map((machine) => machine.name));
    for (const tile of tiles()) tile.classList.toggle("dim", isOpen && !kept.has(tile.dataset.machine));
  };

  const search = () => {
    found = matches(all(), input.value);
    chosen = 0;
    draw();
  };

  const clear = () => {
    input.value = "";
    search();
  };

  const go = (machine) => {
    clear();
    goTo(machine.tile);
  };

  const everywhere = () => location.assign(`/?find=${encodeURIComponent(input.value.trim())}`);

  input.addEventListener("input", search);
  input.addEventListener("focus", search);
  input.addEventListener("blur", () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("keydown", (event) => {
    const most = Math.min(found.length, MOST);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = most ? (chosen + (event.key === "ArrowDown" ? 1 : -1) + most) % most : 0;
      draw();
    } else if (event.key === "Escape") {
      if (!input.value) input.blur();
      clear();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (found.length) go(found[chosen]);
    else if (line && input.value.trim()) everywhere();
  });

  const focus = (text = "") => {
    if (text) input.value = text;
    input.focus();
    input.select();
  };
  return { focus, refresh: () => input.value && search() };
}
