// The list of people: who they are, what they are where; changed one by one.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { ask } from "./api.js";
import { say } from "./element.js";
import { PersonRow } from "./person.js";
import { PersonForm } from "./person_form.js";
import { showProblem } from "./problem.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const { cursor, stale, choices, passwords } = document.body.dataset;
const context = { choices: JSON.parse(choices), hasPasswords: passwords !== undefined };
const rows = new Map(); // person_id → PersonRow

const byName = (one, other) => Boolean(one.retired_at) - Boolean(other.retired_at) || one.name.localeCompare(other.name) || one.person_id - other.person_id;

function show() {
  const list = find("people");
  const focused = document.activeElement;
  const sorted = [...rows.values()].sort((one, other) => byName(one.person, other.person));
  sorted.forEach(({ element }, place) => {
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
  if (list.contains(focused)) focused.focus();
}

function take(person) {
  const known = rows.get(person.person_id);
  if (known) known.show(person);
  else rows.set(person.person_id, new PersonRow(person, context, show));
}

function add() {
  if (!find("adding").hidden) return;
  const form = new PersonForm(null, context, {
    save: async (body) => {
      const person = await ask("POST", "/api/people", body);
      take(person);
      show();
      close();
      say(`${person.name} is added.`);
    },
    cancel: () => close(),
  });
  form.element.classList.add("new-person");
  find("adding").replaceChildren(form.element);
  find("adding").hidden = false;
  form.focus();
}

function close() {
  find("adding").replaceChildren();
  find("adding").hidden = true;
  find("new").focus();
}

async function load() {
  try {
    for (const person of (await ask("GET", "/api/people")).people) take(person);
    show();
  } catch (problem) {
    showProblem(find("problem"), problem);
  }
}

find("new").addEventListener("click", add);
startMenu();
startKeys({ n: add, Escape: () => location.assign("/config") });
const live = new Live({ topics: ["config"], cursor, isStale: stale !== undefined });
showLiveness(live, document.querySelector(".clock").dataset.zone, () => {});
live.start();
load();
