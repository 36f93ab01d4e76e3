// Time as the server has it, and as people say it. web/page.py formats by the same rules.

const REMEMBERED = 12;
const seen = [];

/** How far the server's clock is ahead of this one, in ms; null until it has been heard. */
let ahead = null;

/** Learn from a message's `at`. The one that travelled fastest tells best: it is the largest. */
export function hearServerTime(at, receivedAt = Date.now()) {
  const difference = Date.parse(at) - receivedAt;
  if (Number.isNaN(difference)) return;
  seen.push(difference);
  if (seen.length > REMEMBERED) seen.shift();
  ahead = Math.max(...seen);
}

/** Now, by the server's clock, in ms. A panel's own clock may be hours off. */
export const serverNow = () => Date.now() + (ahead ?? 0);

/** Whether the server's clock is known. Until then the texts the server wrote stand. */
export const isServerTimeKnown = () => ahead !== null;

/** A duration that fits a tile: 45s, 14m, 2h05 or 3d. */
export function duration(ms) {
  const seconds = Math.floor(Math.max(ms, 0) / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds}s`;
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / 1440)}d`;
}

/** A duration for the ear, no finer than a minute. */
export function spoken(ms) {
  const minutes = Math.floor(Math.max(ms, 0) / 60_000);
  if (minutes === 0) return "less than a minute";
  if (minutes < 60) return count(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return count(Math.floor(hours / 24), "day");
  return count(hours, "hour") + (minutes % 60 ? ` ${count(minutes % 60, "minute")}` : "");
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

const formats = new Map();

/** The time of day in a plant, as 14:32 or 14:32:07. */
export function timeOfDay(ms, zone, withSeconds = false) {
  const key = `${zone} ${withSeconds}`;
  if (!formats.has(key)) {
    const shown = { hour: "2-digit", minute: "2-digit", second: withSeconds ? "2-digit" : undefined };
    formats.set(key, new Intl.DateTimeFormat("en-GB", { ...shown, timeZone: zone }));
  }
  return formats.get(key).format(ms);
}

/** Call back once a second, at the full second of the server, while somebody can see it. */
export function everySecond(callback) {
  let timer;
  const run = () => {
    clearTimeout(timer);
    if (document.hidden) return;
    callback();
    timer = setTimeout(run, 1000 - (serverNow() % 1000) + 5);
  };
  document.addEventListener("visibilitychange", run);
  run();
}

/** Write a text only if it differs: an untouched page costs nothing to show. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Keep every clock of the page going, each in the time zone of its plant. */
export function tickClocks() {
  if (!isServerTimeKnown()) return;
  for (const clock of document.querySelectorAll("[data-zone]")) {
    write(clock, timeOfDay(serverNow(), clock.dataset.zone));
  }
}
