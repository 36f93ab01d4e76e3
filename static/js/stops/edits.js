// What else can be put right about a stop: its times, its parts, and its neighbours.

import { ask } from "../config/api.js";
import { make } from "../config/element.js";
import { Field } from "../config/field.js";
import { changedText, localText, timeText } from "./local_time.js";
import { reasonSelect } from "./reasons.js";

const NEAR_MS = 15 * 60_000; // as far as stops are merged
const LONGEST_HOURS = 720;

const instantInput = (value) => make("input", { type: "datetime-local", step: "1", value });

function form(title, content, word, submit) {
  const refusal = make("div", { hidden: true });
  return make("form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    submit(refusal);
  } }, make("h3", {}, title), content, refusal, make("button", { class: "primary" }, word));
}

function times(stop, write) {
  const begin = instantInput(localText(stop.started_at, stop.zone));
  const end = instantInput(stop.ended_at === null ? "" : localText(stop.ended_at, stop.zone));
  const fields = [
    new Field({ label: "Began", input: begin, isRequired: true }),
    new Field({ label: "Ended", input: end, isRequired: stop.ended_at !== null, help: stop.ended_at === null ? "Leave it empty while it lasts." : "" }),
  ];
  return form("Times", fields.map((field) => field.element), "Save times", (place) =>
    write("retime", {
      new_started_at: changedText(begin.value, stop.started_at, stop.zone),
      new_ended_at: changedText(end.value, stop.ended_at, stop.zone),
    }, "times", place));
}

function split(stop, reasons, write) {
  const end = stop.ended_at === null ? Date.now() : Date.parse(stop.ended_at);
  const middle = (Date.parse(stop.started_at) + end) / 2;
  const at = instantInput(localText(middle, stop.zone));
  const before = reasonSelect(reasons);
  const after = reasonSelect(reasons);
  const isExplained = stop.reasons.length > 0;
  const fields = [
    new Field({ label: "From when on", input: at, isRequired: true }),
    ...(isExplained ? [] : [new Field({ label: "Reason before", input: before, isRequired: true })]),
    new Field({ label: "Reason from there on", input: after, isRequired: true }),
  ];
  return form("Split", fields.map((field) => field.element), "Split", (place) => {
    for (const field of fields) field.refuse(field.input.value ? null : "This is needed.");
    const missing = fields.find((field) => field.isRefused);
    if (missing) return missing.focus();
    return write("split", { at: changedText(at.value, null, stop.zone), reason: after.value, ...(isExplained ? {} : { reason_before: before.value }) }, "split", place);
  });
}

/** Neighbours near enough to be merged with: [{started_at, text}]. */
async function neighbours(stop) {
  const since = Date.now() - Date.parse(stop.started_at) + NEAR_MS;
  const hours = Math.min(LONGEST_HOURS, Math.ceil(since / 3_600_000) + 1);
  const { stops } = await ask("GET", `/api/stops?hours=${hours}&machine=${encodeURIComponent(stop.machine)}`);
  const inOrder = stops.toSorted((one, other) => Date.parse(one.started_at) - Date.parse(other.started_at));
  const place = inOrder.findIndex((one) => one.started_at === stop.started_at || Date.parse(one.started_at) === Date.parse(stop.started_at));
  const near = [];
  const [before, after] = place < 0 ? [] : [inOrder[place - 1], inOrder[place + 1]];
  if (before && Date.parse(stop.started_at) - Date.parse(before.ended_at) <= NEAR_MS) {
    near.push({ at: before.started_at, text: `With the stop before it, ${timeText(before.started_at, stop.zone)} to ${timeText(before.ended_at, stop.zone)}` });
  }
  if (after && Date.parse(after.started_at) - Date.parse(stop.ended_at) <= NEAR_MS) {
    near.push({ at: after.started_at, text: `With the next stop, at ${timeText(after.started_at, stop.zone)}` });
  }
  return near;
}

function merge(stop, write) {
  const place = make("div", { hidden: true });
  const list = make("div", { class: "merges" }, make("p", { class: "muted" }, "looking"));
  const button = ({ at, text }) => make("button", { type: "button", "data-merge": at, onclick: () => write("merge", { other_started_at: at }, "merged", place) }, text);
  const parts = stop.reasons.slice(1).map((part, number) => ({
    at: part.from_at,
    text: `${part.reason}, from ${timeText(part.from_at, stop.zone)}: ${stop.reasons[number].reason} as before it`,
  }));
  neighbours(stop).then(
    (near) => list.replaceChildren(...(near.length + parts.length ? [...parts, ...near].map(button) : [make("p", { class: "muted" }, "No other stop is within 15 minutes.")])),
    (problem) => list.replaceChildren(make("p", { class: "muted" }, problem.message)),
  );
  return make("section", {}, make("h3", {}, "Merge"), list, place);
}

/** The forms. `write(path, body, what, place)` sends an edit; a refusal is shown in the place. */
export const editsOf = (stop, reasons, write) => [times(stop, write), split(stop, reasons, write), merge(stop, write)];
