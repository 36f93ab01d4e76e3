// The keyboard: single keys do things, arrows move in space from machine to machine.

import { closeMenu, showKeys } from "./menu.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIDEWAYS = 2.5; // how much worse a step aside is than a step ahead

/** The nearest box in a direction, as the eye would choose; null where there is none. Pure. */
export function neighbour(from, boxes, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    const x = box.x + box.width / 2 - (from.x + from.width / 2);
    const y = box.y + box.height / 2 - (from.y + from.height / 2);
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 1) continue;
    const cost = ahead + aside * SIDEWAYS;
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

const isTyping = (target) => target.matches?.("input:not([type=radio]), textarea, select");
const visible = (element) => element.getClientRects().length > 0;

/** All machines that can be gone to just now. */
export const tiles = () => [...document.querySelectorAll("a.t[data-machine]")].filter(visible);

/** Only one machine at a time takes part in tabbing: two hundred stops would be none. */
export function goTo(tile) {
  for (const other of document.querySelectorAll('a.t[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  tile.setAttribute("tabindex", "0");
  tile.focus({ preventScroll: false });
}

/** After the map was drawn: leave one stop for the Tab key. */
export function prepareTabbing() {
  const all = document.querySelectorAll("a.t[data-machine]");
  for (const tile of all) tile.setAttribute("tabindex", "-1");
  for (const kind of [".map a.t", ".list a.t"]) document.querySelector(kind)?.setAttribute("tabindex", "0");
}

function arrow(event) {
  const all = tiles();
  if (!all.length) return false;
  const current = document.activeElement?.closest?.("a.t[data-machine]");
  if (!current) {
    if (document.activeElement && !["BODY", "MAIN"].includes(document.activeElement.tagName)) return false;
    goTo(all[0]);
    return true;
  }
  const boxes = all.filter((tile) => tile !== current).map((tile) => {
    const { x, y, width, height } = tile.getBoundingClientRect();
    return { x, y, width, height, tile };
  });
  const next = neighbour(current.getBoundingClientRect(), boxes, ARROWS[event.key]);
  if (next) goTo(next.tile);
  return true;
}

/** Listen. `actions` maps a key to a function; a page has those it needs. */
export function startKeys(actions = {}) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
    if (event.key === "Escape" && closeMenu()) return;
    if (event.key in ARROWS && arrow(event)) event.preventDefault();
    else if (event.key === "?") showKeys();
    else if (actions[event.key]) {
      event.preventDefault();
      actions[event.key](event);
    }
  });
}
