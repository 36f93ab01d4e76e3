// Times that go on on a page of work orders: due dates, running clocks. web/work/board.py writes
// the same words.

import { duration, isServerTimeKnown, serverNow, write } from "../time.js";

/** How long until it is due, or since when. Pure. */
export const dueText = (due, now) => (due < now ? `overdue ${duration(now - due)}` : `due in ${duration(due - now)}`);

/** A clock that runs: 1:02:07. Pure. */
export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Bring all of them up to date. True: one has become overdue meanwhile. */
export function tickTimes(root = document) {
  if (!isServerTimeKnown()) return false;
  const now = serverNow();
  let hasTurned = false;
  for (const element of root.querySelectorAll("[data-due]")) {
    const due = Number(element.dataset.due);
    if (!element.dataset.due) continue;
    write(element.lastElementChild, dueText(due, now));
    if (due < now && !element.classList.contains("overdue")) hasTurned = true;
  }
  for (const element of root.querySelectorAll("[data-since-ms]")) {
    write(element, duration(now - Number(element.dataset.sinceMs)));
  }
  for (const element of root.querySelectorAll("[data-running-ms]")) {
    write(element, clockText(now - Number(element.dataset.runningMs)));
  }
  return hasTurned;
}

const formats = new Map();

/** A date and time in a plant: Sat 21 Nov, 14:30. */
export function moment(text, zone) {
  if (!text) return "";
  if (!formats.has(zone)) {
    const shown = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", shown));
  }
  return formats.get(zone).format(Date.parse(text));
}

/** A length of time to add up, as web/figures.py writes it: 45 s, 14 min, 3 h 05 min. Pure. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u202fs`;
  const minutes = Math.floor((whole + 30) / 60);
  if (minutes < 60) return `${minutes}\u202fmin`;
  return `${Math.floor(minutes / 60)}\u202fh ${String(minutes % 60).padStart(2, "0")}\u202fmin`;
}

// A datetime-local field knows no zone: what stands in it is the time of the plant.

const local = new Map();

/** What a clock of that zone shows, as the text of a datetime-local field. */
function wallClock(ms, zone) {
  if (!local.has(zone)) {
    const shown = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: zone };
    local.set(zone, new Intl.DateTimeFormat("sv-SE", shown));
  }
  return local.get(zone).format(ms).replace(" ", "T");
}

/** The text of a datetime-local field for an instant. Pure. */
export const fieldText = (text, zone) => (text ? wallClock(Date.parse(text), zone) : "");

/** The instant of a datetime-local field; null where it is empty. Pure. */
export function fieldInstant(text, zone) {
  if (!text) return null;
  const wanted = Date.parse(`${text}Z`);
  const ahead = (ms) => Date.parse(`${wallClock(ms, zone)}Z`) - Math.floor(ms / 60_000) * 60_000;
  const near = wanted - ahead(wanted);
  return new Date(wanted - ahead(near)).toISOString(); // once more: a change of clocks may lie between
}
