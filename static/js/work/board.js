// The board and the list of work orders: live by the feed, filters in the address.

import { say } from "../config/element.js";
import { neighbour } from "../keys.js";
import { everySecond } from "../time.js";
import { Fragment } from "./fragment.js";
import { start } from "./frame.js";
import { tickTimes } from "./times.js";

const OFTEN_MS = 60_000;
const TYPED_MS = 150;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const fragment = new Fragment("#board");
const filters = document.querySelector("[data-filters]");
const find = document.querySelector("[data-find]");

// Filters: what is chosen goes into the address, and the server draws that ---------------------

let typed = null;

function filter() {
  const url = new URL(location.href);
  for (const [name, value] of new FormData(filters)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  history.replaceState(null, "", url);
  fragment.refresh(0);
}

filters.addEventListener("submit", (event) => {
  event.preventDefault();
  filter();
  const only = cards();
  if (only.length === 1) only[0].click();
});
filters.addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(filter, TYPED_MS);
});
const unfold = document.querySelector("[data-unfold]");
unfold.addEventListener("click", () => unfold.setAttribute("aria-expanded", String(unfold.getAttribute("aria-expanded") !== "true")));
// chips and heads of columns keep the page, too
document.addEventListener("click", (event) => {
  const link = event.target.closest("#board a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const query = link.getAttribute("href");
  history.pushState(null, "", `${location.pathname}${query === "?" ? "" : query}`);
  fill();
  fragment.refresh(0);
});
addEventListener("popstate", () => {
  fill();
  fragment.refresh(0);
});

function fill() {
  const asked = new URLSearchParams(location.search);
  for (const field of filters.elements) if (field.name) field.value = asked.get(field.name) ?? "";
}

// Keys ------------------------------------------------------------------------------------------

const cards = () => [...document.querySelectorAll("#board a[data-order]")].filter((card) => card.getClientRects().length);

function go(event) {
  const all = cards();
  const current = document.activeElement?.closest?.("a[data-order]");
  if (!current) return all[0]?.focus();
  const boxes = all.filter((card) => card !== current).map((card) => {
    const { x, y, width, height } = card.getBoundingClientRect();
    return { x, y, width, height, card };
  });
  return neighbour(current.getBoundingClientRect(), boxes, ARROWS[event.key])?.card.focus();
}

const live = start({
  keys: {
    "/": () => find.select(),
    ...Object.fromEntries(Object.keys(ARROWS).map((key) => [key, go])),
    Escape: () => {
      if (location.search) location.assign(location.pathname);
      else location.assign("/");
    },
  },
});
find.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (find.value) {
    find.value = "";
    filter();
  } else find.blur();
});

// News -------------------------------------------------------------------------------------------

live.addEventListener("rows", ({ detail: { topic, upsert, isSnapshot } }) => {
  if (topic !== "work_orders") return;
  fragment.refresh();
  const urgent = isSnapshot ? [] : upsert.filter((row) => row.version === 1 && row.priority === "urgent");
  if (urgent.length) say(`New: ${urgent.map((row) => `${row.title}, ${row.short_name}`).join("; ")}`);
});
live.addEventListener("found", () => fragment.refresh());
fragment.addEventListener("drawn", () => tickTimes());
let seconds = 0;
everySecond(() => {
  seconds += 1;
  if (tickTimes() || (seconds * 1000) % OFTEN_MS === 0) fragment.refresh();
});
live.start();
