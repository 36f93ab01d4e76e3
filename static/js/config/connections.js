// The list of connections, live.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { everySecond } from "../time.js";
import { Card } from "./card.js";
import { Ingesters, showMissing } from "./ingesters.js";

const { cursor, stale, connections } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const list = document.querySelector("[data-list]");
const empty = document.querySelector("[data-empty]");
const missing = document.querySelector("[data-ingesters]");
const live = new Live({ topics: ["connections"], cursor, isStale: stale !== undefined });
const ingesters = new Ingesters();
const rows = new Map(); // name → row of the feed
const cards = new Map(); // connection_id → Card

function show() {
  const sorted = [...rows.values()].sort((one, other) => one.connection_name.localeCompare(other.connection_name));
  for (const [id, card] of cards) {
    if (sorted.some((row) => row.connection_id === id)) continue;
    card.element.remove();
    cards.delete(id);
  }
  sorted.forEach((row, place) => {
    if (!cards.has(row.connection_id)) cards.set(row.connection_id, new Card());
    const card = cards.get(row.connection_id);
    card.show(row, { isStale: live.isLost, isIngesterAlive: ingesters.isAlive(row.ingester) });
    if (list.children[place] !== card.element) list.insertBefore(card.element, list.children[place] ?? null);
  });
  empty.hidden = sorted.length > 0;
  list.hidden = sorted.length === 0;
  document.querySelector("[data-new]").hidden = sorted.length === 0; // the invitation has one, too
  const needed = sorted.filter((row) => row.is_enabled).map((row) => row.ingester);
  showMissing(missing, ingesters, sorted.length ? [...new Set(needed)] : ingesters.alive.length ? [] : ["main"]);
}

function take({ detail: { topic, upsert, remove, isSnapshot } }) {
  if (topic !== "connections") return;
  if (isSnapshot) rows.clear();
  for (const name of remove) rows.delete(name);
  for (const row of upsert) rows.set(row.connection_name, row);
  show();
}

for (const row of JSON.parse(connections)) rows.set(row.connection_name, row);
live.addEventListener("rows", take);
ingesters.addEventListener("told", show);
// gone at once, before the feed tells
list.addEventListener("deleted", ({ detail }) => {
  rows.delete(detail.connection_name);
  show();
  document.querySelector("[data-new]:not([hidden]), [data-empty] a").focus();
});

startMenu();
startKeys({
  n: () => location.assign("/config/connections/new"),
  Escape: () => location.assign("/"),
});
showLiveness(live, zone, show);
show();
everySecond(() => cards.forEach((card) => card.tick()));
ingesters.start();
live.start();
