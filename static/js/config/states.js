// How a connection fares, in words and shapes. A colour is never alone.

import { duration, serverNow } from "../time.js";

// state → the colours it wears, its shape, its word
const STATES = {
  connected: ["operational", "operational", "connected"],
  connecting: ["neutral", "waiting", "connecting"],
  waiting: ["neutral", "waiting", "waiting"],
  lost: ["warning", "warning", "lost, trying again"],
  failed: ["down", "down", "failed"],
  disabled: ["neutral", "off", "disabled"],
};
const UNKNOWN = ["no_data", "no_data"];

/** {kind, shape, word} of a row of the topic connections. Pure. */
export function describe(row, { isStale = false, isIngesterAlive = true } = {}) {
  const [kind, shape, word] = told(row, isStale, isIngesterAlive);
  return { kind, shape, word };
}

function told(row, isStale, isIngesterAlive) {
  if (isStale) return [...UNKNOWN, "not live"];
  if (!row.is_enabled) return STATES.disabled;
  if (!isIngesterAlive) return [...UNKNOWN, "no ingester"];
  return STATES[row.state] ?? [...UNKNOWN, row.state ?? "waiting"];
}

/** How long ago an instant of the feed was: "3s"; nothing where there is none. */
export const age = (at) => (at ? duration(serverNow() - Date.parse(at)) : "");

const numbers = new Intl.NumberFormat("en-GB");
const rates = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

export const count = (number) => numbers.format(number ?? 0);
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
export const rate = (perSecond) => rates.format(perSecond ?? 0);

/** Bytes as people say them. Pure. */
export function size(bytes) {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${rates.format(bytes / 1_000)} kB`;
  return `${rates.format(bytes / 1_000_000)} MB`;
}

/** Severity of an OPC UA status code: 0 good, 1 uncertain, 2 and above bad. Pure. */
export const severity = (quality) => (quality ?? 0) >>> 30;
export const QUALITIES = ["good", "uncertain", "bad", "bad"];
