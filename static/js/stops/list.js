// The page of stops: the list follows the feed, a press on a row opens its dialog.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { duration, everySecond, isServerTimeKnown, serverNow, write } from "../time.js";
import { Fragment } from "../work/fragment.js";
import { listenToRows } from "./dialog.js";
import { Owed, total } from "./owed.js";
import { startPosting } from "./post.js";

const GATHER_MS = 500; // a hall of machines changes its states all the time
const { cursor, line, person, stale } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const owed = new Owed(JSON.parse(document.querySelector("[data-owed]").dataset.owed));
const list = new Fragment("#stops");
const live = new Live({ topics: ["machines", "stops"], line: "", cursor, isStale: stale !== undefined });

function showCounts() {
  if (!isServerTimeKnown()) return;
  const counts = owed.counts(serverNow());
  for (const place of document.querySelectorAll("b[data-owing]")) {
    const number = counts.get(place.dataset.owing) ?? 0;
    place.hidden = number === 0;
    write(place, String(number));
  }
  const all = document.querySelector("[data-owing-total]");
  const number = total(counts, line);
  if (number > 0 && Number(all.querySelector("b").textContent) < number) list.refresh(GATHER_MS); // its time has come
  all.hidden = number === 0;
  write(all.querySelector("b"), String(number));
}

const statuses = new Map();

/** Whether a row of the topic machines began or ended a stop, or gave it a reason. */
function concernsStops(row) {
  const now = `${row.status === "down"} ${row.since_at && row.status === "down" ? row.since_at : ""} ${row.reason}`;
  const before = statuses.get(row.machine_name);
  statuses.set(row.machine_name, now);
  return before === undefined ? row.status === "down" : before !== now;
}

live.addEventListener("rows", ({ detail }) => {
  if (detail.topic === "stops") {
    owed.take(detail);
    showCounts();
    list.refresh(GATHER_MS);
  } else if (detail.upsert.filter((row) => (!line || row.line === line) && concernsStops(row)).length) list.refresh(GATHER_MS);
});

let focused = null; // the row somebody was at, whatever is drawn again
document.addEventListener("focusin", (event) => {
  focused = event.target.closest?.("[data-stop]")?.dataset.stop ?? focused;
});
const rows = () => [...document.querySelectorAll("#stops button.row")];
const goTo = (row) => row?.focus();
function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  goTo(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by]);
}
function goBack() {
  const isLost = document.activeElement === document.body && !document.querySelector("dialog[open]");
  if (focused && isLost) goTo(document.querySelector(`[data-stop="${CSS.escape(focused)}"] button.row`));
}
list.addEventListener("drawn", goBack);
document.addEventListener("close", () => setTimeout(goBack), true); // of a dialog, whose row was drawn anew meanwhile

const posting = startPosting(person, () => list.refresh(0));
listenToRows(() => list.refresh(0));
startMenu();
startKeys({
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  o: () => location.assign(line ? `/oee?line=${encodeURIComponent(line)}` : "/oee"),
  Escape: () => location.assign(document.querySelector(".back").href),
});
live.addEventListener("reconnected", () => posting.hurry());
live.addEventListener("found", () => {
  posting.hurry();
  list.refresh();
});
showLiveness(live, zone, () => {});
everySecond(() => {
  showCounts();
  if (!isServerTimeKnown() || live.isLost) return;
  for (const cell of document.querySelectorAll("[data-open-since]")) write(cell, duration(serverNow() - Number(cell.dataset.openSince)));
});
live.start();
