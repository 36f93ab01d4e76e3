// The floor page: the feed, the machines, and everything a hand can do with them.

import { percent } from "./figures.js";
import { startFind } from "./find.js";
import { goTo, prepareTabbing, startKeys, tiles } from "./keys.js";
import { PhoneList } from "./list.js";
import { Live } from "./live.js";
import { showLiveness } from "./liveness.js";
import { isRunning, Machines } from "./machines.js";
import { startMenu } from "./menu.js";
import { drawBar } from "./oee_bar.js";
import { startNag } from "./stops/nag.js";
import { everySecond, write } from "./time.js";
import { Zoom } from "./zoom.js";

const SPEAK_EVERY_MS = 5_000;
const GATHER_MS = 300; // many machines that come together are drawn together
const RETURN_KEY = "floorcast.return";

const { line, cursor, stale } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const machines = new Machines(document);
const live = new Live({ topics: ["machines", "config", "oee", "stops"], line, cursor, isStale: stale !== undefined });
const list = new PhoneList(machines);
const nag = startNag(line);
const zoom = new Zoom();
const find = startFind(line);

// Counts --------------------------------------------------------------------------------

function showCounts() {
  const counts = machines.counts();
  const running = Object.keys(counts).reduce((sum, status) => sum + (isRunning(status) ? counts[status] : 0), 0);
  const headline = live.isLost ? "No live data" : `${running} of ${machines.size} running`;
  write(document.querySelector("[data-headline]"), machines.size ? headline : "No machine yet");
  for (const [status, number] of Object.entries(counts)) {
    const chip = document.querySelector(`[data-count="${status}"]`);
    write(chip.querySelector("b"), String(number));
    chip.classList.toggle("none", number === 0);
  }
  const down = live.isLost ? "not live" : counts.down ? `${counts.down} down` : "";
  document.title = [down, line || "Floor", "Floorcast"].filter(Boolean).join(" · ");
}

// What is said aloud: new downs only, and not more often than every five seconds ---------

const unspoken = new Set();
let spokenAt = 0;
let speaking = null;

function speak() {
  speaking = null;
  const names = [...unspoken].filter((name) => machines.state(name)?.status === "down");
  unspoken.clear();
  if (!names.length) return;
  spokenAt = Date.now();
  const short = (name) => document.querySelector(`[data-machine="${CSS.escape(name)}"] :is(text, b)`)?.textContent ?? name;
  const text = names.length > 3 ? `${names.length} machines down` : `${names.map(short).join(", ")} down`;
  document.querySelector("[data-spoken]").textContent = text;
}

machines.addEventListener("changed", ({ detail: { name, status } }) => {
  if (status !== "down") return;
  unspoken.add(name);
  speaking ??= setTimeout(speak, Math.max(0, spokenAt + SPEAK_EVERY_MS - Date.now()));
});

// The map is drawn by the server; it is asked again when machines come, go or move ---------

let drawing = null;

function drawAgain() {
  drawing ??= setTimeout(async () => {
    drawing = null;
    const url = new URL(location.href);
    url.searchParams.set("fragment", "map");
    const response = await fetch(url).catch(() => null);
    if (response?.status === 400) location.assign("/"); // the line of this address is gone
    if (!response?.ok) {
      setTimeout(drawAgain, 2_000);
      return;
    }
    const drawn = new DOMParser().parseFromString(await response.text(), "text/html");
    const focused = document.activeElement?.dataset?.machine;
    document.querySelector("#floor").replaceWith(drawn.querySelector("#floor"));
    document.querySelector("[data-lines]").replaceWith(drawn.querySelector("[data-lines]"));
    machines.read(document);
    begin();
    if (focused) goToMachine(focused);
  }, GATHER_MS * (0.5 + Math.random()));
}

function begin() {
  zoom.attach(document.querySelector(".map"));
  prepareTabbing();
  list.sort();
  find.refresh();
  showCounts();
}

/** Whether a row stands where the page has it. */
function isInPlace(row) {
  const tile = document.querySelector(`.map [data-machine="${CSS.escape(row.machine_name)}"]`);
  return (
    tile !== null &&
    tile.dataset.layout === [row.map_x, row.map_y, row.map_width, row.map_height].join(" ") &&
    (tile.querySelector("text")?.textContent ?? row.short_name) === row.short_name &&
    tile.closest("[data-line]").dataset.line === row.line
  );
}

function takeMachines({ upsert, remove, isSnapshot }) {
  let mustDraw = remove.length > 0;
  for (const row of upsert) {
    if (!machines.take(row) || !isInPlace(row)) mustDraw = true;
  }
  if (isSnapshot && upsert.length !== machines.size) mustDraw = true;
  showCounts();
  if (mustDraw) drawAgain();
}

function takeLines({ upsert, isSnapshot }) {
  const sorted = upsert.toSorted(
    (one, other) =>
      one.plant_sort_order - other.plant_sort_order ||
      one.plant.localeCompare(other.plant) ||
      one.line_sort_order - other.line_sort_order ||
      one.line.localeCompare(other.line),
  );
  const shown = [...document.querySelectorAll("[data-lines] a")].slice(1).map((link) => link.textContent);
  if (!isSnapshot || (!line && sorted.map((row) => row.line).join("\n") !== shown.join("\n"))) drawAgain();
}

// OEE of the shift that is worked now: on the tiles, and beside the name of each line --------

function rateLine(row) {
  const place = document.querySelector(`[data-line-oee="${CSS.escape(row.line)}"]`);
  if (!place) return;
  const [shift, oee] = [row.shift_name ?? "", percent(row.oee_ratio)];
  place.classList.toggle("rated", oee !== "");
  write(place.querySelector(".shift"), shift && `Shift ${shift}`);
  write(place.querySelector(".oee"), oee && `OEE ${oee}`);
  place.setAttribute("aria-label", `OEE of ${row.line}${shift && `, shift ${shift}`}${oee && `: ${oee}`}`);
  if (oee && place.querySelector(".track")) drawBar(place, row.oee_ratio, row.target_oee_ratio);
}

function takeOee({ upsert }) {
  for (const row of upsert) {
    if (row.machine === null) rateLine(row);
    else machines.rate(row);
  }
}

const takers = { machines: takeMachines, config: takeLines, oee: takeOee, stops: nag.take };
live.addEventListener("rows", ({ detail }) => takers[detail.topic]?.(detail));

// Going to a machine, and coming back to where one was ------------------------------------

const goToMachine = (name) => {
  const tile = tiles().find((one) => one.dataset.machine === name);
  if (tile) goTo(tile);
};

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".map a.t")) zoom.show(event.target);
});
addEventListener("click", (event) => {
  const tile = event.target.closest?.("a.t[data-machine]");
  if (tile) sessionStorage.setItem(RETURN_KEY, tile.dataset.machine);
});

function comeBack() {
  const name = sessionStorage.getItem(RETURN_KEY);
  sessionStorage.removeItem(RETURN_KEY);
  if (name) goToMachine(name);
}

startMenu();
startKeys({
  "/": () => find.focus(),
  "+": () => zoom.step(true),
  "=": () => zoom.step(true),
  "-": () => zoom.step(false),
  0: () => zoom.reset(),
  a: () => location.assign(line ? `/andon?line=${encodeURIComponent(line)}` : "/andon"),
  n: () => {
    const machine = document.activeElement?.closest?.("[data-machine]")?.dataset.machine;
    location.assign(machine ? `/work-orders/new?machine=${encodeURIComponent(machine)}` : "/work-orders/new");
  },
  w: () => location.assign(line ? `/work-orders?line=${encodeURIComponent(line)}` : "/work-orders"),
  o: () => location.assign(line ? `/oee?line=${encodeURIComponent(line)}` : "/oee"),
  Escape: () => {
    if (zoom.isZoomed()) zoom.reset();
    else if (line) location.assign("/");
    else document.activeElement?.blur();
  },
});
showLiveness(live, zone, (isStale) => {
  machines.setStale(isStale);
  showCounts();
});
begin();
comeBack();
everySecond(() => {
  machines.tick();
  nag.tick();
});
live.start();
const asked = new URLSearchParams(location.search).get("find");
if (asked) find.focus(asked);
