// What came of an import: what was added, what was left out and why, and the machines, live.

import { WORDS } from "../machines.js";
import { write } from "../time.js";
import { make, reshape, shape } from "./element.js";
import { count, counted } from "./states.js";

const MOST_MACHINES = 24;

export class Result {
  #place;
  #statuses; // machine_name → status
  #tiles = new Map();

  constructor(place, statuses) {
    this.#place = place;
    this.#statuses = new Map(Object.entries(statuses));
  }

  show(upload, result) {
    const names = result.machines.slice(0, MOST_MACHINES);
    this.#tiles = new Map(names.map((name) => [name, this.#tile(name)]));
    const more = result.machines.length - names.length;
    this.#place.replaceChildren(
      make("p", { class: "state neutral" }, shape("done"), make("b", {}, `${upload.name} is imported`)),
      make("dl", { class: "sums" }, sums(result).map(([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text)))),
      ...(result.notes ?? []).map((note) => make("p", { class: "note" }, note)),
      make("ul", { class: "arrivals" }, [...this.#tiles.values()].map((tile) => tile.element)),
      more > 0 ? make("p", { class: "muted" }, `and ${counted(more, "machine")} more`) : "",
      badLines(upload, result),
    );
    for (const name of names) this.#turn(name);
  }

  hide() {
    this.#tiles.clear();
    this.#place.replaceChildren();
  }

  /** Take over what the feed tells of machines. */
  take(rows) {
    for (const { machine_name: name, status } of rows) {
      this.#statuses.set(name, status);
      this.#turn(name);
    }
  }

  #tile(name) {
    const tile = { shape: shape("no_data"), word: make("i", {}, WORDS.no_data) };
    tile.link = make("a", { class: "arrival no_data", href: `/machines/${encodeURIComponent(name)}` }, tile.shape, make("span", {}, make("b", {}, name)), tile.word);
    tile.element = make("li", { "data-arrival": name }, tile.link);
    return tile;
  }

  #turn(name) {
    const tile = this.#tiles.get(name);
    if (!tile) return;
    const status = this.#statuses.get(name) ?? "no_data";
    reshape(tile.shape, status);
    tile.link.className = `arrival ${status}`;
    write(tile.word, WORDS[status]);
  }
}

function sums(result) {
  const three = (added, changed, unchanged) => `${count(added)} added, ${count(changed)} changed, ${count(unchanged)} there already`;
  const told = result.kind === "samples"
    ? [["Samples", `${count(result.stored)} added, ${count(result.repeated)} there already`], ["Refused by the database", result.refused && `${count(result.refused)}: see the dead letters of their connection`]]
    : [
        ["States", three(result.events_new, result.events_changed, result.events_unchanged)],
        ["Minutes with pieces", three(result.production_new, result.production_changed, result.production_unchanged)],
        ["Pieces in the file", `${count(result.good_pcs)} good, ${count(result.scrap_pcs)} rejected`],
      ];
  return [...told, ["New", result.created.join(", ")]].filter(([, text]) => text);
}

/** Lines that were left out, and where all of them are. */
export function badLines(upload, { rejects, first_rejects: first, rejects_url: url }) {
  if (!rejects) return "";
  return make(
    "div",
    { class: "rejects" },
    make("h3", {}, `${counted(rejects, "bad line")} left out${first.length < rejects ? `, the first ${first.length} of them` : ""}`),
    linesTable(first),
    url ? rejectsLink(upload, `Download ${rejects === 1 ? "it" : "all of them"} with reasons, to mend and import`) : null,
  );
}

export const rejectsLink = (upload, words) => make("p", {}, make("a", { class: "button", href: upload.rejectsUrl, download: "" }, words));

/** Lines with what is wrong with them. */
export const linesTable = (lines) =>
  make(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": "Bad lines" },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ["Line", "What is wrong", "Text"].map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, lines.map(({ line, reason, text }) => make("tr", {}, make("td", {}, line || "–"), make("td", { class: "reason" }, reason), make("td", {}, text)))),
    ),
  );
