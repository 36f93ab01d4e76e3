// The page of OEE: drawn by the server, and asked for again when a line it shows has changed,
// whether now or in the past (its revision). Only parts that differ are swapped.

import { startKeys } from "./keys.js";
import { Live } from "./live.js";
import { showLiveness } from "./liveness.js";
import { startMenu } from "./menu.js";
import { Trend, whenColoursChange } from "./oee_chart.js";

const EVERY_MS = 2_000;
const LARGEST_SHARE = 0.125; // of the time may go into asking
const RETRY_MS = 5_000;

const { line, cursor, stale } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const root = () => document.querySelector("#oee");

// The chart ---------------------------------------------------------------------------------

let trend = null;

function drawTrend() {
  const place = document.querySelector("[data-chart]");
  trend?.destroy();
  trend = place ? new Trend(place) : null;
}

// Swapping what differs, under the eyes and hands of a reader ------------------------------------

const partsOf = (node) => [...node.querySelectorAll("[data-part]")];

// What a reader has done to a part: unfolded, scrolled sideways, focused.
function habitsOf(part) {
  const focusable = [...part.querySelectorAll("a, button, input, summary, [tabindex]")];
  return {
    open: [...part.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep),
    scrolls: [...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft),
    href: part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null,
    place: focusable.indexOf(document.activeElement),
    isFocused: part === document.activeElement,
  };
}

function restore(part, { open, scrolls, href, place, isFocused }) {
  for (const name of open) part.querySelector(`details[data-keep="${name}"]`)?.setAttribute("open", "");
  [...part.querySelectorAll(".scroll")].forEach((one, number) => (one.scrollLeft = scrolls[number] ?? 0));
  if (isFocused) part.focus({ preventScroll: true });
  if (place < 0) return;
  const focusable = [...part.querySelectorAll("a, button, input, summary, [tabindex]")];
  const same = focusable.filter((one) => href !== null && one.getAttribute("href") === href);
  (same.includes(focusable[place]) ? focusable[place] : (same[0] ?? focusable[place]))?.focus({ preventScroll: true });
}

// Markup as the server wrote it: what scripts and readers add to it later is no difference.
const written = new WeakMap();
const remember = (node) => partsOf(node).forEach((part) => written.set(part, part.outerHTML));

/** Take over what differs. False: the page has other parts now, and all of it is swapped. */
function swap(drawn) {
  const shown = root();
  shown.dataset.revisions = drawn.dataset.revisions;
  shown.toggleAttribute("data-open", "open" in drawn.dataset);
  const [before, after] = [partsOf(shown), partsOf(drawn)];
  remember(drawn);
  if (before.map((part) => part.dataset.part).join() !== after.map((part) => part.dataset.part).join()) {
    shown.replaceWith(drawn);
    drawTrend();
    return;
  }
  before.forEach((part, number) => {
    if (written.get(part) === written.get(after[number])) return;
    if (part.dataset.part === "tools" && part.contains(document.activeElement)) return; // dates are being typed
    const habits = habitsOf(part);
    part.replaceWith(after[number]);
    if (part.dataset.part === "trend") drawTrend();
    restore(after[number], habits);
  });
}

let due = null;
let askedAt = Date.now();
let tookMs = 0;

async function ask() {
  due = null;
  if (document.hidden) return; // asked for when somebody looks again
  askedAt = Date.now();
  const url = new URL(location.href);
  url.searchParams.set("fragment", "1");
  const response = await fetch(url).catch(() => null);
  tookMs = Date.now() - askedAt;
  if (response?.status === 400) location.assign("/oee"); // what this address shows is gone
  if (!response?.ok) return schedule(RETRY_MS);
  const drawn = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#oee");
  if (drawn) swap(document.adoptNode(drawn));
}

function schedule(wait = 0) {
  const rest = askedAt + Math.max(EVERY_MS, tookMs / LARGEST_SHARE) - Date.now();
  due ??= setTimeout(ask, Math.max(wait, rest, 0));
}

// What is news ----------------------------------------------------------------------------------

function take({ detail: { topic, upsert, remove } }) {
  if (topic !== "oee") return;
  const known = JSON.parse(root().dataset.revisions);
  const lines = upsert.filter((row) => row.machine === null && (!line || row.line === line));
  const isRevised = lines.some((row) => row.revision !== known[row.line]);
  const goesOn = "open" in root().dataset || !new URLSearchParams(location.search).has("date");
  if (isRevised || remove.length || (goesOn && lines.length)) schedule();
}

const live = new Live({ topics: ["oee"], line, cursor, isStale: stale !== undefined });
live.addEventListener("rows", take);
live.addEventListener("found", () => schedule());
document.addEventListener("visibilitychange", () => document.hidden || schedule());

const query = line ? `?line=${encodeURIComponent(line)}` : "";
const go = (selector) => document.querySelector(selector)?.click();
startMenu();
startKeys({
  f: () => location.assign(`/${query}`),
  a: () => location.assign(`/andon${query}`),
  p: () => print(),
  b: () => go("[data-before]"),
  n: () => go("[data-after]"),
  Escape: () => location.assign(`/${query}`),
});
showLiveness(live, zone, () => {});
remember(document);
drawTrend();
whenColoursChange(() => trend?.redraw());
live.start();
