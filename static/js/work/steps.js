// Steps of a work order, as buttons: what each asks first, and what it sends.

import { make, shape } from "../config/element.js";
import { employeeId, post } from "./frame.js";
import { askEmployee, askNote } from "./note.js";
import { newKey, send } from "./send.js";
import { noteFor } from "./words.js";

const WORDS = {
  assigned: "Assign", in_progress: "Start", on_hold: "Put on hold", done: "Done",
  verified: "Verify", cancelled: "Cancel", open: "Give back",
};
const isFirst = (order, to) => to === { open: "in_progress", assigned: "in_progress", in_progress: "done", on_hold: "in_progress", done: "verified" }[order.status];

/** Whether a step means to take an order that nobody has. */
const isTaking = (order, to) => to === "in_progress" && order.assignee_id === null;

function wordFor(order, { to, label }) {
  if (isTaking(order, to)) return "Take and start";
  return label ?? WORDS[to] ?? to;
}

/** Take the step. False: the person went back. */
export async function takeStep(order, to, word, problem = () => {}) {
  const path = `/api/work-orders/${order.work_order_id}`;
  const what = `${word}, order ${order.work_order_id}`;
  if (isTaking(order, to)) {
    post({ key: newKey(), what, path: `${path}/take`, body: { start: true }, page: `/work-orders/${order.work_order_id}` });
    return true;
  }
  const body = { to };
  if (to === "assigned" && order.status === "open") {
    const employees = await send("GET", "/api/employees").catch((error) => (problem(error), null));
    if (!employees) return false;
    const listed = employees.employees.filter((one) => !one.retired_at);
    body.assignee_id = await askEmployee(`Order ${order.work_order_id}: who gets it?`, listed, order.assignee_id ?? employeeId);
    if (body.assignee_id === null) return false;
  }
  const asked = noteFor(order.status, to);
  if (asked) {
    const note = await askNote(`${word}: ${order.title}`, asked, word);
    if (note === null) return false;
    if (note) body.note = note;
  }
  post({ key: newKey(), what, path: `${path}/steps`, body, text: body.note, page: `/work-orders/${order.work_order_id}` });
  return true;
}

/** Buttons of the legal steps, the likeliest first and filled. */
export function stepButtons(order, next, problem) {
  const possible = next.filter(({ to }) => !isTaking(order, to) || employeeId !== null);
  const rank = ({ to }) => (isFirst(order, to) ? 0 : to === "cancelled" ? 2 : 1);
  return possible.toSorted((one, other) => rank(one) - rank(other)).map((step) => {
    const word = wordFor(order, step);
    const kind = isFirst(order, step.to) ? "primary large" : "large";
    const button = make("button", { type: "button", class: kind, "data-to": step.to }, shape(step.to), word);
    button.addEventListener("click", async () => {
      button.disabled = true;
      if (!(await takeStep(order, step.to, word, problem))) button.disabled = false;
    });
    return button;
  });
}
