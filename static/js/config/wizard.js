// Connect a machine: protocol, settings, test, find, map, save. Steps go back and forth, and
// nothing that was entered is lost on the way.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { Device } from "./api.js";
import { say } from "./element.js";
import { Ingesters, showMissing } from "./ingesters.js";
import { Draft } from "./wizard_draft.js";
import { FindStep, MapStep, ProtocolStep, SettingsStep, TestStep } from "./wizard_steps.js";
import { SaveStep } from "./wizard_save.js";

const { cursor, stale, choices } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const live = new Live({ topics: ["connections", "tags", "machines"], cursor, isStale: stale !== undefined });
const ingesters = new Ingesters();
const draft = new Draft();
const names = new Set(JSON.parse(document.body.dataset.connections).map((row) => row.connection_name));

const wizard = {
  draft,
  ingesters,
  live,
  choices: JSON.parse(choices),
  device: new Device(null, () => draft.settings),
  takenNames: () => [...names].filter((name) => name !== draft.savedName),
  forward: () => go(current + 1),
  backTo: (name) => show(steps.findIndex((step) => step.name === name)),
  refuse: (name, problem) => steps.find((step) => step.name === name).refuse(problem),
  update,
};

const steps = [ProtocolStep, SettingsStep, TestStep, FindStep, MapStep, SaveStep].map((Step) => new Step(wizard));
const places = [...document.querySelectorAll("[data-step]")];
const progress = [...document.querySelectorAll("[data-progress] button")];
const back = document.querySelector("[data-backward]");
const next = document.querySelector("[data-forward]");
let current = 0;
let reached = 0;
let isBusy = false;

steps.forEach((step, place) => places[place].querySelector("[data-body]").append(step.element));

/** Show a step; what is behind the first unfinished one cannot be gone to. */
function show(place) {
  steps[current].leave?.();
  current = place;
  reached = Math.max(reached, place);
  places.forEach((one, number) => (one.hidden = number !== current));
  scrollTo({ top: 0 });
  steps[current].enter?.();
  update();
  say(`Step ${current + 1} of ${steps.length}: ${places[current].querySelector("h2").textContent}`);
  (steps[current].focus ?? (() => places[current].querySelector("h2").focus())).call(steps[current]);
}

/** Write what can be done now: which steps may be gone to, what the buttons say. */
function update() {
  const step = steps[current];
  back.hidden = current === 0 || draft.isSaved;
  back.disabled = isBusy || step.isBusy === true;
  progress.forEach((button, place) => {
    button.disabled = back.disabled || draft.isSaved || place > reached || place === current;
    button.parentElement.toggleAttribute("data-done", place < current || (draft.isSaved && place === current));
    if (place === current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  next.hidden = draft.isSaved || step.isForwardHidden === true;
  back.parentElement.hidden = back.hidden && next.hidden;
  next.disabled = isBusy || step.isReady === false;
  next.textContent = step.forward ?? "Continue";
  next.classList.toggle("primary", step.isForwardQuiet !== true);
}

async function go(place) {
  if (isBusy) return;
  isBusy = true;
  update();
  const isDone = await steps[current].finish();
  isBusy = false;
  update();
  if (isDone && place < steps.length) show(place);
}

draft.picks.addEventListener("changed", update);
next.addEventListener("click", () => go(current + 1));
back.addEventListener("click", () => show(current - 1));
progress.forEach((button, place) => button.addEventListener("click", () => (place < current ? show(place) : forwardTo(place))));

/** Forward over several steps, each of which has its say. */
async function forwardTo(place) {
  while (current < place) {
    const before = current;
    await go(current + 1);
    if (current === before) return;
  }
}

live.addEventListener("rows", ({ detail }) => {
  if (detail.topic === "connections") {
    if (detail.isSnapshot) names.clear();
    for (const name of detail.remove) names.delete(name);
    for (const row of detail.upsert) names.add(row.connection_name);
  }
  steps.at(-1).take(detail);
});
ingesters.addEventListener("told", () => {
  showMissing(document.querySelector("[data-ingesters]"), ingesters, ingesters.alive.length && current === 0 ? [] : [draft.ingester]);
  steps[0].told();
});
addEventListener("beforeunload", (event) => {
  if (draft.isWorthKeeping) event.preventDefault();
});

startMenu();
startKeys({ Escape: () => location.assign("/config") });
showLiveness(live, zone, () => steps.at(-1).tick());
update();
ingesters.start();
live.start();
