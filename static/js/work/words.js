// How people say what a work order is. web/work/board.py has the same words.

import { make, shape } from "../config/element.js";

export const STATUSES = {
  open: "open", assigned: "assigned", in_progress: "in progress", on_hold: "on hold",
  done: "done", verified: "verified", cancelled: "cancelled",
};
export const PRIORITIES = [["urgent", "Urgent"], ["high", "High"], ["normal", "Normal"], ["low", "Low"]];
export const KINDS = [["corrective", "Corrective"], ["preventive", "Preventive"], ["improvement", "Improvement"]];
export const isToDo = (order) => ["open", "assigned", "in_progress", "on_hold"].includes(order.status);
/** Whether anything but its steps may still change. */
export const isFrozen = (order) => ["done", "verified", "cancelled"].includes(order.status);

/** What is asked, and what is often said, before a step; null: nothing is. */
export const NOTES = {
  on_hold: { ask: "What does it wait for?", often: ["Waiting for parts", "Waiting for production", "Needs a second person", "Shift ends"], isRequired: true },
  cancelled: { ask: "Why is it cancelled?", often: ["Not needed any more", "Opened by mistake", "Is another order already"], isRequired: true },
  done: { ask: "What was done?", often: ["Repaired", "Part replaced", "Adjusted", "Cleaned", "No fault found"], isRequired: false },
};
export const SENT_BACK = { ask: "What is still to be done?", often: ["Fault is back", "Not clean", "Cover is missing"], isRequired: true };

/** What is asked before a step from one status to another. */
export const noteFor = (from, to) => (from === "done" && to === "in_progress" ? SENT_BACK : NOTES[to] ?? null);

export const priority = (order) => make("span", { class: `priority ${order.priority}` }, shape(order.priority), order.priority);
export const status = (order) => make("span", { class: "status" }, shape(order.status), STATUSES[order.status]);

/** The machine's stop: lasting, or over. */
export function stop(order) {
  if (order.is_stop_open) return make("span", { class: "stop lasts" }, shape("down"), "still down");
  return order.stopped_at ? make("span", { class: "stop" }, shape("operational"), "stop is over") : null;
}
