// What an order is about: title, state, facts, and the steps it took.

import { make, shape } from "../config/element.js";
import { serverNow } from "../time.js";
import { employeeId, zone } from "./frame.js";
import { dueText, moment, span } from "./times.js";
import { isFrozen, isToDo, KINDS, priority, status, STATUSES, stop } from "./words.js";

const machineLink = (order) => `/machines/${encodeURIComponent(order.machine_name)}`;

function due(order) {
  if (!order.due_at || !isToDo(order)) return null;
  const at = Date.parse(order.due_at);
  const isOver = at < serverNow();
  return make("span", { class: `due ${isOver ? "overdue" : ""}`, "data-due": at }, shape("overdue"), make("span", {}, dueText(at, serverNow())));
}

const atWork = ({ workers, assignee }) => (workers.length === 1 && workers[0] === assignee ? "at work" : `${workers.join(", ")} at work`);

/** Whether the one who looks may change its title, dates and so on. */
const mayEdit = (order) => !isFrozen(order) && (order.may.includes("work.do") || order.may.includes("work.plan") || order.status === "open");

export function drawHead(place, order, edit) {
  const wasFocused = place.querySelector("[data-open-edit]") === document.activeElement;
  const you = order.assignee_id !== null && order.assignee_id === employeeId ? " (you)" : "";
  const edits = mayEdit(order) ? make("button", { type: "button", "data-open-edit": true, onclick: edit }, "Edit") : null;
  place.replaceChildren(
    make("p", { class: "on-paper" }, `Order ${order.work_order_id}, ${order.short_name} ${order.machine_name}`),
    make("div", { class: "title-line" }, make("h2", {}, order.title), edits, make("button", { type: "button", class: "print", onclick: () => print() }, "Print")),
    make("p", { class: "state-line" }, status(order), priority(order), due(order),
      make("span", { class: "assignee" }, order.assignee ? `${order.assignee}${you}` : make("i", {}, "nobody yet")),
      order.workers?.length ? make("span", { class: "workers" }, shape("in_progress"), atWork(order)) : null,
      stop(order)),
    ...(order.status_note && order.status !== "open" ? [make("p", { class: "said" }, `“${order.status_note}”`)] : []),
  );
  if (wasFocused) edits?.focus();
}

const fact = (word, ...said) => make("div", {}, make("dt", {}, word), make("dd", {}, said));

export function drawFacts(place, order) {
  const stopped = order.stopped_at
    ? fact("Stop", make("a", { href: stopLink(order) }, `since ${moment(order.stopped_at, zone)}`), order.stop_ended_at ? ` until ${moment(order.stop_ended_at, zone)}` : " and it lasts")
    : null;
  const origin = order.plan ? fact("Opened by", `plan ${order.plan}`) : order.rule ? fact("Opened by", `rule ${order.rule}`) : null;
  place.replaceChildren(make("dl", { class: "facts" },
    fact("Machine", make("a", { href: machineLink(order) }, make("b", {}, order.short_name), ` ${order.machine_name}`)),
    fact("Line", `${order.line}, ${order.plant}`),
    stopped,
    fact("Kind", Object.fromEntries(KINDS)[order.kind] ?? order.kind),
    fact("Due", order.due_at ? moment(order.due_at, zone) : "–"),
    fact("Reported by", order.reporter ?? order.reported_by),
    fact("Opened", moment(order.opened_at, zone)),
    origin,
    order.started_at ? fact("Work began", moment(order.started_at, zone)) : null,
    order.done_at ? fact("Done", moment(order.done_at, zone)) : null,
    fact("Downtime", span(order.downtime_s)),
    fact("Response", span(order.response_s)),
  ));
}

// Around the stop on the machine's page: an hour before, and an hour after.
function stopLink(order) {
  const from = Date.parse(order.stopped_at) - 3_600_000;
  const end = order.stop_ended_at ? Date.parse(order.stop_ended_at) + 3_600_000 : serverNow();
  const to = Math.min(end, from + 30 * 86_400_000);
  const iso = (ms) => new Date(ms).toISOString().slice(0, 19) + "Z";
  return `${machineLink(order)}?from=${iso(from)}&to=${iso(Math.max(to, from + 120_000))}`;
}

export function drawHistory(place, order) {
  place.replaceChildren(make("ol", { class: "history" }, order.steps.map((step) => {
    const isSame = step.from_status === step.to_status;
    const word = isSame ? `given to ${step.assignee ?? "nobody"}` : STATUSES[step.to_status];
    return make("li", {}, shape(step.to_status),
      make("p", {}, make("b", {}, word), ` by ${step.taken_by}`, step.to_status === "assigned" && !isSame && step.assignee ? `, to ${step.assignee}` : "",
        make("small", {}, moment(step.at, zone)), step.note ? make("q", {}, step.note) : null));
  })));
}
