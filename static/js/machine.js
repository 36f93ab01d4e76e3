// The page of one machine: its state and its count by the feed, its history asked for again
// when something changed.

import { percent, pieces } from "./figures.js";
import { startKeys } from "./keys.js";
import { Live } from "./live.js";
import { showLiveness } from "./liveness.js";
import { Machines } from "./machines.js";
import { startMenu } from "./menu.js";
import { fillBar } from "./oee_bar.js";
import { startStops } from "./stops/of_machine.js";
import { TagValues } from "./tag_values.js";
import { duration, everySecond, isServerTimeKnown, serverNow, tickClocks, write } from "./time.js";
import { Timeline } from "./timeline.js";
import { startWork } from "./work/machine.js";

const FIRST_MS = 300; // a change seldom comes alone
const NEXT_MS = 2_000;
const OFTEN_MS = 60_000; // late events change the past without changing the present

const { cursor, line, name, retired, stale } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone,
});
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });

const open = (from, to) => {
  const iso = (ms) => new Date(ms).toISOString().slice(0, 19) + "Z";
  location.assign(`?from=${iso(from)}&to=${iso(to)}`);
};

let timeline = new Timeline(document, open);
let fetchedAt = Date.now();
let due = null;

async function refreshHistory() {
  due = null;
  if (document.hidden || timeline.isBusy) return scheduleHistory(NEXT_MS);
  fetchedAt = Date.now();
  const url = new URL(location.href);
  url.searchParams.set("fragment", "history");
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return scheduleHistory(NEXT_MS * 2);
  const drawn = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#history");
  const shown = document.querySelector("#history");
  if (!drawn || timeline.isBusy) return scheduleHistory(NEXT_MS);
  const isRead = shown.contains(document.activeElement) || shown.querySelector(".read");
  if (isRead && timeline.isSliding) return scheduleHistory(NEXT_MS); // not under somebody's eyes
  drawn.querySelector("[data-table]").open = shown.querySelector("[data-table]").open;
  shown.replaceWith(drawn);
  timeline = new Timeline(document, open);
}

function scheduleHistory(wait = FIRST_MS) {
  due ??= setTimeout(refreshHistory, Math.max(wait, fetchedAt + NEXT_MS - Date.now()));
}

function showOrigin(row) {
  const since = row.since_at === null ? "nothing was ever reported" : `since ${dayAndTime.format(Date.parse(row.since_at))}`;
  write(document.querySelector("[data-origin]"), row.source ? `${since} · ${row.source}` : since);
  const [reason, detail] = [row.reason ?? "", row.detail ?? ""];
  const isSaidTwice = detail.toLowerCase() === reason.toLowerCase();
  write(document.querySelector("[data-detail]"), [reason, isSaidTwice ? "" : detail].filter(Boolean).join(", "));
}

function showMade(row) {
  write(document.querySelector("[data-good]"), pieces(row.good_pcs));
  write(document.querySelector("[data-scrap]"), pieces(row.scrap_pcs));
  const last = row.last_at === null ? "nothing counted yet" : `last counted ${minute.format(Date.parse(row.last_at))}`;
  write(document.querySelector("[data-made-at]"), last);
}

function showShift(row) {
  const place = document.querySelector("[data-shift]");
  const title = row.shift_name === null ? "No shift is worked now" : `Shift ${row.shift_name} so far`;
  write(place.querySelector("[data-shift-name]"), title);
  for (const cell of place.querySelectorAll("[data-kpi]")) write(cell, percent(row[cell.dataset.kpi]) || "–");
  for (const cell of place.querySelectorAll("[data-pcs]")) write(cell, pieces(row[cell.dataset.pcs]));
  write(place.querySelector("[data-product]"), row.product === null ? "no product is set up" : `making ${row.product}`);
  fillBar(place, row.oee_ratio, row.target_oee_ratio);
  const why = place.querySelector("[data-why]");
  const address = new URL(why.href);
  if (row.shift_id === null) address.searchParams.delete("shift_id");
  else address.searchParams.set("shift_id", row.shift_id);
  if (why.href !== address.href) why.href = address.href;
}

function period() {
  const { begin, span, sliding } = document.querySelector("[data-timeline]").dataset;
  const isSliding = sliding !== undefined;
  const to = isSliding ? serverNow() : Number(begin) + Number(span) * 1000;
  return { from: to - Number(span) * 1000, to, isSliding };
}

const machines = new Machines(document);
const place = document.querySelector("[data-values]");
const values = place && new TagValues(place, zone, period);
const work = startWork();
const stops = startStops();

function showValues(row) {
  if (values?.knows(row.tags)) values.take(row.tags);
  else if (values || row.tags.length) location.reload(); // tags were mapped or taken away
}

function take({ detail: { topic, upsert, remove } }) {
  if (topic === "machines" && remove.includes(name)) location.reload(); // renamed, or retired
  work.take(topic, upsert);
  stops.take(topic, upsert);
  for (const row of upsert) {
    if (topic === "production") showMade(row);
    else if (topic === "tags") showValues(row);
    else if (topic === "work_orders" || topic === "stops") continue; // drawn by their section
    else if (topic === "oee") {
      if (row.machine === name) showShift(row); // rows of lines come along
    } else {
      machines.take(row);
      showOrigin(row);
      scheduleHistory();
    }
  }
}

startMenu();
startKeys({
  a: () => location.assign(`/andon?line=${encodeURIComponent(line)}`),
  n: () => location.assign(`/work-orders/new?machine=${encodeURIComponent(name)}`),
  o: () => location.assign(`/oee?line=${encodeURIComponent(line)}`),
  Escape: () => {
    // back to where one came from, so that the floor finds its filter again
    const cameFromFloor = document.referrer && new URL(document.referrer).pathname === "/";
    if (cameFromFloor && history.length > 1) history.back();
    else location.assign("/");
  },
});

if (retired === undefined) {
  const live = new Live({ topics: ["machines", "production", "oee", "tags", "work_orders", "stops"], machine: name, cursor, isStale: stale !== undefined });
  live.addEventListener("rows", take);
  live.addEventListener("found", () => {
    scheduleHistory();
    work.refresh();
    stops.refresh();
  });
  showLiveness(live, zone, (isStale) => machines.setStale(isStale));
  live.start();
  everySecond(() => {
    machines.tick();
    values?.tick();
    work.tick();
    stops.tick();
    if (!isServerTimeKnown() || live.isLost) return;
    timeline.slide();
    for (const cell of document.querySelectorAll("[data-open-since]")) {
      write(cell, duration(serverNow() - Number(cell.dataset.openSince)));
    }
    if (Date.now() - fetchedAt > OFTEN_MS) scheduleHistory(0);
  });
} else {
  everySecond(tickClocks);
}
