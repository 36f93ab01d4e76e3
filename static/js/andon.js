// The wall screen: fills the screen, keeps it awake, and needs nobody.

import { startKeys } from "./keys.js";
import { Live } from "./live.js";
import { showLiveness } from "./liveness.js";
import { Machines } from "./machines.js";
import { everySecond } from "./time.js";

const CHARACTER = 0.74; // of the type size: the widest a bold capital of a system font gets
const SIDES = 0.8; // margins within a tile, of the type size
const HEIGHT = 2.3; // two lines and air, of the type size
const GAP = 0.006; // between tiles, of the screen's width
const READABLE = 0.027; // of the screen's width: what a 55-inch screen needs to be read at 5 m
const FLOWING_GAIN = 1.4; // lines begin new rows unless the type could be this much larger
const DRIFT = [[0, 0], [2, 0], [2, 2], [0, 2]];
const DRIFT_EVERY_MS = 600_000;
const RELOAD_WITHIN_MS = 2_000;

/** How many tiles stand in a row: a line in one row where that can be read, else what makes the
    type largest. `lengths`: tiles of each line. Pure. */
export function arrangement(lengths, characters, width, height) {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const sizeOf = (columns, rows) =>
    Math.min(
      (width / columns - width * GAP) / (characters * CHARACTER + SIDES),
      (height / rows - width * GAP) / HEIGHT,
    );
  const best = (rowsOf) => {
    let found = { columns: 1, rows: total || 1, size: 0 };
    for (let columns = 1; columns <= Math.max(total, 1); columns += 1) {
      const rows = Math.max(rowsOf(columns), 1);
      const size = sizeOf(columns, rows);
      if (size > found.size) found = { columns, rows, size };
    }
    return found;
  };
  const longest = Math.max(...lengths, 1);
  const whole = sizeOf(longest, lengths.length);
  if (lengths.length > 1 && whole >= width * READABLE) return { columns: longest, rows: lengths.length, size: whole, isFlowing: false };
  const lined = best((columns) => lengths.reduce((sum, length) => sum + Math.ceil(length / columns), 0));
  const flowing = best((columns) => Math.ceil(total / columns));
  const isFlowing = flowing.size > lined.size * FLOWING_GAIN;
  return { ...(isFlowing ? flowing : lined), isFlowing };
}

const { line, cursor, stale, zoneName, version } = document.body.dataset;
const wall = document.querySelector("[data-wall]");

function arrange() {
  const lengths = [];
  for (const tile of wall.children) {
    if (tile.classList.contains("first")) lengths.push(0);
    lengths[lengths.length - 1] += 1;
  }
  const names = [...wall.querySelectorAll("b")].map((name) => name.textContent.length);
  const { columns, rows, size, isFlowing } = arrangement(lengths, Math.max(4, ...names), wall.clientWidth, wall.clientHeight);
  wall.style.setProperty("--columns", columns);
  wall.style.setProperty("--rows", rows);
  wall.style.setProperty("--size", `${size.toFixed(1)}px`);
  wall.classList.toggle("flowing", isFlowing);
}

let isReloading = false;

// Nobody is reading up close, so starting over is the simplest way to draw anew.
function startOver() {
  if (isReloading) return;
  isReloading = true;
  setTimeout(() => location.reload(), RELOAD_WITHIN_MS * Math.random());
}

async function reloadIfNew() {
  const response = await fetch("/static/version", { cache: "no-store" }).catch(() => null);
  if (response?.ok && (await response.text()) !== version) startOver();
}

function isInPlace(row) {
  const tile = wall.querySelector(`[data-machine="${CSS.escape(row.machine_name)}"]`);
  return tile?.dataset.layout === [row.short_name, row.line, row.map_x, row.map_y].join(" ");
}

async function stayAwake() {
  if (document.hidden) return;
  // refused where the power runs low or the page is not secure; the screen's own setting decides then
  await navigator.wakeLock?.request("screen").catch(() => null);
}

const machines = new Machines(wall);
const live = new Live({ line, cursor, isStale: stale !== undefined });
live.addEventListener("rows", ({ detail: { topic, upsert, remove, isSnapshot } }) => {
  if (topic === "machines") {
    const fits = upsert.map((row) => machines.take(row) && isInPlace(row));
    if (fits.includes(false) || remove.length || (isSnapshot && upsert.length !== machines.size)) startOver();
  } else if (!isSnapshot) startOver();
});
live.addEventListener("reconnected", reloadIfNew);
showLiveness(live, zoneName, (isStale) => {
  machines.setStale(isStale);
  arrange(); // the band takes its share of the screen
});
startKeys({
  Escape: () => location.assign(line ? `/?line=${encodeURIComponent(line)}` : "/"),
  o: () => location.assign(line ? `/oee?line=${encodeURIComponent(line)}` : "/oee"),
});
addEventListener("resize", arrange);
document.addEventListener("visibilitychange", stayAwake);
let step = 0;
setInterval(() => {
  step = (step + 1) % DRIFT.length;
  wall.style.transform = `translate(${DRIFT[step].map((pixels) => `${pixels}px`).join(", ")})`;
}, DRIFT_EVERY_MS);
arrange();
stayAwake();
everySecond(() => machines.tick());
live.start();
