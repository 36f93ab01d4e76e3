// The page of one connection: how it fares, its settings, its tags, what was refused.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { everySecond } from "../time.js";
import { ask } from "./api.js";
import { Card } from "./card.js";
import { DeadLetters } from "./dead_letters.js";
import { followFindings } from "./findings.js";
import { make } from "./element.js";
import { Ingesters, showMissing } from "./ingesters.js";
import { showProblem } from "./problem.js";
import { SettingsSection } from "./settings_section.js";
import { TagsSection } from "./tags_section.js";

const { cursor, stale, connectionId, choices, connections } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const id = Number(connectionId);
const live = new Live({ topics: ["connections"], cursor, isStale: stale !== undefined });
const ingesters = new Ingesters();
const card = new Card({ isLinked: false });
const names = new Map(); // connection_id → name
const refusal = document.querySelector("[data-refusal]");
let row = null;
let ownLetters = 0; // the feed tells those of the whole ingester

const page = {
  id,
  ingesters,
  choices: JSON.parse(choices),
  takenNames: () => [...names].filter(([key]) => key !== id).map(([, name]) => name),
};
const settings = new SettingsSection(page, document.querySelector("[data-settings]"));
const tags = new TagsSection(page, document.querySelector("[data-tags]"));
const letters = new DeadLetters(id, zone, document.querySelector("[data-letters]"), (total) => {
  ownLetters = total;
  show();
});

followFindings(id, zone, document.querySelector("[data-findings-section]"));

function show() {
  if (!row) return;
  card.show({ ...row, dead_letters: ownLetters }, { isStale: live.isLost, isIngesterAlive: ingesters.isAlive(row.ingester) });
  for (const place of document.querySelectorAll("[data-name]")) if (place.textContent !== row.connection_name) place.textContent = row.connection_name;
  const agreed = Object.entries(row.state === "connected" ? (row.details ?? {}) : {});
  const place = document.querySelector("[data-details]");
  place.hidden = agreed.length === 0;
  const key = JSON.stringify(agreed);
  if (place.dataset.key !== key) {
    place.dataset.key = key;
    place.querySelector("dl").replaceChildren(...agreed.map(([name, value]) => make("div", {}, make("dt", {}, name.replaceAll("_", " ")), make("dd", {}, String(value)))));
  }
  showMissing(document.querySelector("[data-ingesters]"), ingesters, row.is_enabled ? [row.ingester] : []);
  letters.told(row.dead_letters);
  tags.told(row);
}

function take({ detail: { topic, upsert, remove, isSnapshot } }) {
  if (topic !== "connections") return;
  const own = upsert.find((one) => one.connection_id === id);
  const isGone = isSnapshot || (row && remove.includes(row.connection_name));
  if (!own && isGone) return gone();
  for (const one of upsert) names.set(one.connection_id, one.connection_name);
  row = own ?? row;
  show();
}

/** It was deleted, here or by somebody else. */
function gone() {
  settings.forget();
  tags.forget();
  location.replace("/config");
}

async function load() {
  showProblem(refusal, null);
  try {
    const [stored] = await Promise.all([ask("GET", `/api/connections/${id}`), ingesters.look()]);
    row ??= stored;
    page.protocol = stored.protocol;
    settings.load(stored);
    show();
    await tags.load();
  } catch (problem) {
    showProblem(refusal, problem);
    refusal.append(make("button", { type: "button", onclick: load }, "Try again"));
  }
}

for (const one of JSON.parse(connections)) {
  names.set(one.connection_id, one.connection_name);
  if (one.connection_id === id) row = one;
}
document.querySelector("[data-card]").append(card.element);
card.element.addEventListener("deleted", gone);
live.addEventListener("rows", take);
ingesters.addEventListener("told", show);
addEventListener("beforeunload", (event) => {
  if (settings.isDirty || tags.isDirty) event.preventDefault();
});

startMenu();
startKeys({ Escape: () => location.assign("/config") });
showLiveness(live, zone, show);
show();
everySecond(() => card.tick());
ingesters.start();
live.start();
load();
