// Rules, preventive plans, parts and employees: what each is made of.

import { make, shape } from "../config/element.js";
import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { Register } from "./register.js";
import { area, check, choice, instant, lines, number, text } from "./register_fields.js";
import { newKey, send } from "./send.js";
import { moment, span } from "./times.js";
import { PRIORITIES, priority } from "./words.js";

const { cursor, stale, choices: said, mayPeople } = document.body.dataset;
const choices = JSON.parse(said);
const zone = document.querySelector(".clock").dataset.zone;
const place = (name) => document.querySelector(`[data-register="${name}"]`);
const pairs = (names) => names.map((name) => [name, name]);
const machines = pairs(choices.machines.map((one) => one.name));
const small = (first, second) => [first, second ? make("small", {}, second) : null];
const figure = (value, unit) => `${Math.round(value * 10) / 10}\u202f${unit}`;

const people = () => employees.rows.filter((one) => !one.retired_at).map((one) => [one.employee_id, one.employee_name]);
const assignee = () => choice("assignee_id", "Goes to", people(), { none: "nobody yet", isNumber: true });
const urgency = (fallback) => choice("priority", "Priority", PRIORITIES, { fallback });

const employees = new Register(place("employees"), {
  title: "Employees",
  about: "Who orders are given to. With an e-mail address they take orders themselves, logged in as that person.",
  invitation: "Nobody yet. Orders can be opened, and given to somebody once there is an employee.",
  path: "/api/employees",
  key: "employee_id",
  one: "an employee",
  name: (row) => row.employee_name,
  mayChange: mayPeople === "1",
  canRetire: true,
  isOff: (row) => row.retired_at,
  columns: [
    ["Name", (row) => row.employee_name],
    ["Trade", (row) => row.trade],
    ["Plant", (row) => row.plant ?? "everywhere"],
    ["Logs in as", (row) => row.email ?? "–"],
    ["", (row) => (row.retired_at ? "has left" : "")],
  ],
  fields: () => [
    text("employee_name", "Name", { isRequired: true }),
    text("trade", "Trade", { help: "For example Electrician." }),
    choice("plant", "Plant", pairs(choices.plants.map((one) => one.name)), { none: "everywhere" }),
    text("email", "Logs in as", { isNull: true, type: "email", help: "E-mail address of a person under People." }),
  ],
});

const rules = new Register(place("rules"), {
  title: "Rules",
  about: "When a stop opens a work order by itself. All conditions of a rule must hold; at most one order a stop.",
  invitation: "No rule yet: orders are opened by people and by plans.",
  path: "/api/work-order-rules",
  key: "rule_id",
  one: "a rule",
  name: (row) => row.rule_name,
  mayChange: true,
  canDelete: true,
  isOff: (row) => !row.is_enabled,
  columns: [
    ["Rule", (row) => row.rule_name],
    ["When", (row) => small([row.machine, row.machine_type, row.line].filter(Boolean).join(", ") || "any machine", row.reason ? `because of ${row.reason}` : null)],
    ["Down for", (row) => span(row.down_longer_than_s), "n"],
    ["Opens", (row) => small(row.title, row.assignee ? `for ${row.assignee}` : null)],
    ["Priority", (row) => priority(row)],
    ["Due within", (row) => (row.due_within_s === null ? "–" : span(row.due_within_s)), "n"],
    ["", (row) => (row.is_enabled ? "armed" : "off")],
  ],
  fields: () => [
    text("rule_name", "Name", { isRequired: true }),
    number("down_longer_than_s", "Down for at least, minutes", { unit: 60, isRequired: true, fallback: 600 }),
    choice("line", "Line", pairs(choices.lines.map((one) => one.name)), { none: "any" }),
    choice("machine_type", "Type of machine", pairs(choices.machine_types), { none: "any" }),
    choice("machine", "Machine", machines, { none: "any" }),
    choice("reason", "Reason", choices.reasons.map((one) => [one.name, one.path ?? one.name]), { none: "any, or none given" }),
    text("title", "Title of the order", { isRequired: true, fallback: "{machine} is down: {reason}", help: "{machine} and {reason} are filled in." }),
    urgency("high"),
    number("due_within_s", "Due within, hours", { unit: 3600 }),
    assignee(),
    check("is_enabled", "Armed", { help: "Stops that have begun already are left alone." }),
  ],
});

function left(row) {
  const parts = [];
  if (row.due_at) parts.push(moment(row.due_at, zone));
  if (row.running_h_left !== null && row.running_h_left !== undefined) parts.push(row.running_h_left < 0 ? `${figure(-row.running_h_left, "h")} over` : `${figure(row.running_h_left, "h")} left`);
  if (row.pcs_left !== null && row.pcs_left !== undefined) parts.push(row.pcs_left < 0 ? `${-row.pcs_left} pcs over` : `${row.pcs_left} pcs left`);
  return row.is_due ? make("b", { class: "short" }, `due: ${parts.join(", ")}`) : parts.join(", ") || "–";
}

const plans = new Register(place("plans"), {
  title: "Preventive plans",
  about: "What is done again and again. Due by whichever interval is used up first, counted from the end of the last order.",
  invitation: "No plan yet: nothing is done before it breaks.",
  path: "/api/maintenance-plans",
  key: "plan_id",
  one: "a plan",
  name: (row) => row.plan_name,
  mayChange: true,
  canDelete: true,
  isOff: (row) => !row.is_enabled,
  columns: [
    ["Plan", (row) => small(row.plan_name, row.title === row.plan_name ? null : row.title)],
    ["Machine", (row) => row.machine],
    ["Every", (row) => [row.every_days && `${row.every_days}\u202fd`, row.every_running_h && figure(row.every_running_h, "h"), row.every_pcs && `${row.every_pcs}\u202fpcs`].filter(Boolean).join(" or ")],
    ["Due", left],
    ["Last done", (row) => (row.last_done_at ? moment(row.last_done_at, zone) : "never"), "n"],
    ["", (row) => (row.is_enabled ? "" : "off")],
  ],
  fields: () => [
    text("plan_name", "Name", { isRequired: true }),
    choice("machine", "Machine", machines, { isRequired: true, fallback: machines[0]?.[0] }),
    number("every_days", "Every … days", { step: 1, min: 1 }),
    number("every_running_h", "Every … hours it ran", { min: 0.001 }),
    number("every_pcs", "Every … pieces", { step: 1, min: 1 }),
    number("open_ahead_days", "Opens … days ahead", { step: 1, fallback: 0, isRequired: true }),
    text("title", "Title of the order", { isRequired: true }),
    urgency("normal"),
    assignee(),
    instant("starts_at", "Counted from", { help: "Until its first order is done. Empty: from now on." }),
    area("description", "What is to be done"),
    lines("tasks", "Checklist", "One thing to do on each line."),
    check("is_enabled", "Opens orders"),
  ],
});

const parts = new Register(place("parts"), {
  title: "Parts",
  about: "Spare parts and their stock. What an order uses is taken out by itself.",
  invitation: "No part yet. Parts that orders use are taken from here.",
  path: "/api/parts",
  key: "part_id",
  one: "a part",
  name: (row) => `${row.part_number} ${row.part_name}`,
  mayChange: true,
  canRetire: true,
  isOff: (row) => row.retired_at,
  columns: [
    ["Number", (row) => row.part_number],
    ["Part", (row) => row.part_name],
    ["Place", (row) => row.storage_place],
    ["Stock", (row) => make("span", { class: row.is_short ? "short" : null }, row.is_short ? [shape("warning"), " short: "] : null, `${row.stock_qty}\u202f${row.unit}`), "n"],
    ["Minimum", (row) => `${row.minimum_qty}\u202f${row.unit}`, "n"],
    ["", (row) => (row.retired_at ? "not used" : "")],
  ],
  actions: (row, register) => [
    make("button", { type: "button", "aria-label": `Move stock of ${row.part_name}`, onclick: () => move(row, register) }, "Stock"),
  ],
  fields: () => [
    text("part_number", "Part number", { isRequired: true }),
    text("part_name", "What it is", { isRequired: true }),
    text("unit", "Unit", { fallback: "pcs", help: "What is counted: pcs, m, l." }),
    number("minimum_qty", "Minimum", { fallback: 0, help: "Fewer than that are shown as short." }),
    text("storage_place", "Where it lies"),
  ],
});

function move(row, register) {
  const fields = [
    number("quantity", `How many came in, ${row.unit}`, { isRequired: true, min: null, help: "Negative: they went out, or a count found fewer." }),
    text("note", "Why"),
  ];
  const save = (body) => send("POST", `/api/parts/${row.part_id}/moves`, { body, key: newKey() });
  register.ask(`Stock of ${row.part_name}: ${row.stock_qty} ${row.unit}`, fields, null, save);
}

startMenu();
startKeys({ f: () => location.assign("/"), Escape: () => location.assign("/") });
const live = new Live({ topics: ["config"], cursor, isStale: stale !== undefined });
showLiveness(live, zone, () => {});
live.addEventListener("found", () => [employees, rules, plans, parts].forEach((one) => one.load()));
live.start();
await Promise.all([employees.load(), rules.load(), plans.load(), parts.load()]);
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
