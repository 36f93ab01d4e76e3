// Instants as the clock on the plant's wall shows them, for inputs of the type datetime-local.
// What is entered goes to the server as it is: without an offset it is the plant's time.

const formats = new Map();

/** 2026-03-02T14:05:30 of an instant (a text or ms) in a zone. Pure. */
export function localText(instant, zone) {
  if (!formats.has(zone)) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
    formats.set(zone, new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: zone }));
  }
  const at = typeof instant === "number" ? instant : Date.parse(instant);
  return formats.get(zone).format(at).replace(" ", "T");
}

/** What was entered; null where it is what was there before, to the second. Pure. */
export function changedText(value, instant, zone) {
  const full = value.length === 16 ? `${value}:00` : value;
  return instant !== null && full === localText(instant, zone) ? null : full || null;
}

/** 14:05:30 of an instant in a zone. Pure. */
export const timeText = (instant, zone) => localText(instant, zone).slice(11);
