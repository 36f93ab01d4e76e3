// The machines on a page: whatever element carries data-machine shows that machine, be it a
// tile on the map, a row of the list or the panel of its own page. Only what differs is written.

import { drawBadges, spokenMarks, worn, wornBy } from "./badges.js";
import { percent } from "./figures.js";
import { drawBar } from "./oee_bar.js";
import { duration, isServerTimeKnown, serverNow, spoken, write } from "./time.js";

export const WORDS = { operational: "running", warning: "warning", down: "down", no_data: "no data" };
export const isRunning = (status) => status === "operational" || status === "warning";
const FRESH_MS = 700;

/** One element, and what it shows just now. */
class View {
  constructor(element) {
    this.element = element;
    this.time = element.querySelector(".s");
    this.word = element.querySelector(".word");
    this.use = element.querySelector("use");
    this.short = element.querySelector("text, b")?.textContent ?? element.dataset.machine;
    this.status = Object.keys(WORDS).find((status) => element.classList.contains(status));
    this.label = element.getAttribute("aria-label");
    this.oee = element.dataset.oee ?? ""; // as it is written
    this.share = element.querySelector(".share");
    this.hasBar = element.querySelector(".track") !== null;
    // a tile leads somewhere; a panel or a wall says less
    this.marks = element.matches("a") ? worn(element.dataset) : null;
  }

  /** Take over from a row what the tile wears beside its state. */
  wear(row) {
    if (this.marks) this.marks = wornBy(row);
  }

  /** OEE of the shift, null where it is not known. */
  rate(ratio, target) {
    this.oee = percent(ratio);
    if (this.share) write(this.share, this.oee && `OEE ${this.oee}`);
    if (!this.hasBar) return;
    this.element.classList.toggle("rated", ratio !== null);
    if (ratio !== null) drawBar(this.element, ratio, target);
  }

  /** `since` in ms or null; `now` null: leave the time as it is written. */
  show(status, since, now, isStale) {
    if (status !== this.status) {
      this.element.classList.replace(this.status, status);
      this.use?.setAttribute("href", `#${status}`);
      this.status = status;
    }
    if (this.word) write(this.word, isStale ? "not live" : WORDS[status]);
    if (this.marks) drawBadges(this.element, isStale ? worn({}) : this.marks, now);
    if (now === null && !isStale) return;
    const text = isStale || since === null ? "" : duration(now - since);
    if (this.time && this.time.textContent !== text) {
      this.time.textContent = text;
      this.time.classList.toggle("long", text.length > 4);
    }
    this.#say(status, since, now, isStale);
  }

  flash() {
    this.element.classList.add("fresh");
    setTimeout(() => this.element.classList.remove("fresh"), FRESH_MS);
  }

  #say(status, since, now, isStale) {
    if (this.label === null) return;
    const state = isStale ? "not live" : WORDS[status];
    const time = isStale || since === null ? "" : ` for ${spoken(now - since)}`;
    const oee = isStale || !this.oee ? "" : `, OEE ${this.oee}`;
    const marks = isStale || !this.marks ? "" : spokenMarks(this.marks, now);
    const label = `${this.short}, ${state}${time}${oee}${marks}`;
    if (label === this.label) return;
    this.element.setAttribute("aria-label", label);
    this.label = label;
  }
}

/** All machines of a page. Events: "changed" {name, status, before}, after a status changed. */
export class Machines extends EventTarget {
  #states = new Map(); // name → {status, since}
  #views = new Map(); // name → [View]
  #isStale = false;

  constructor(root) {
    super();
    this.read(root);
  }

  /** Take over the elements below `root`. What the feed has told already wins over what they say. */
  read(root) {
    this.#views.clear();
    const names = new Set();
    for (const element of root.querySelectorAll("[data-machine]")) {
      const name = element.dataset.machine;
      const view = new View(element);
      names.add(name);
      if (!this.#views.has(name)) this.#views.set(name, []);
      this.#views.get(name).push(view);
      if (!this.#states.has(name)) {
        const since = element.dataset.since ? Number(element.dataset.since) : null;
        this.#states.set(name, { status: view.status, since });
      }
    }
    for (const name of this.#states.keys()) if (!names.has(name)) this.#states.delete(name);
    this.tick();
  }

  get names() {
    return this.#states.keys();
  }

  get size() {
    return this.#states.size;
  }

  state(name) {
    return this.#states.get(name);
  }

  /** How many machines are in each status; nobody's is known while nothing is live. */
  counts() {
    const counts = Object.fromEntries(Object.keys(WORDS).map((status) => [status, 0]));
    for (const { status } of this.#states.values()) counts[this.#isStale ? "no_data" : status] += 1;
    return counts;
  }

  /** Take a row of the feed over. False: this page has no place for it yet. */
  take(row) {
    if (!this.#views.has(row.machine_name)) return false;
    const before = this.#states.get(row.machine_name);
    const since = row.since_at === null ? null : Date.parse(row.since_at);
    const state = { status: row.status, since };
    this.#states.set(row.machine_name, state);
    for (const view of this.#views.get(row.machine_name)) view.wear(row);
    this.#show(row.machine_name, state);
    if (before.status === row.status) return true;
    if (row.status !== "operational") for (const view of this.#views.get(row.machine_name)) view.flash();
    const detail = { name: row.machine_name, status: row.status, before: before.status };
    this.dispatchEvent(new CustomEvent("changed", { detail }));
    return true;
  }

  /** Take a row of the topic oee over. */
  rate(row) {
    for (const view of this.#views.get(row.machine) ?? []) view.rate(row.oee_ratio, row.target_oee_ratio);
    if (this.#states.has(row.machine)) this.#show(row.machine, this.#states.get(row.machine));
  }

  /** Bring every time in state up to date. */
  tick() {
    for (const [name, state] of this.#states) this.#show(name, state);
  }

  /** Show that no value may be believed, or that all may be again. */
  setStale(isStale) {
    this.#isStale = isStale;
    this.tick();
  }

  #show(name, { status, since }) {
    const now = isServerTimeKnown() ? serverNow() : null;
    const shown = this.#isStale ? "no_data" : status;
    for (const view of this.#views.get(name) ?? []) view.show(shown, since, now, this.#isStale);
  }
}
