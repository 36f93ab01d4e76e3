// Which ingesters live, asked for every few seconds; and the band that says so where none does.

import { ask } from "./api.js";
import { make } from "./element.js";

const EVERY_MS = 4_000;

/** Events: "told", whenever it is known anew. */
export class Ingesters extends EventTarget {
  #alive = new Set();
  #known = new Set();
  connectors = null; // null: not known yet
  problem = null;

  get isKnown() {
    return this.connectors !== null;
  }

  get names() {
    return [...this.#known];
  }

  get alive() {
    return [...this.#alive];
  }

  /** Whether that one lives. Until we know better, it does. */
  isAlive(name) {
    return !this.isKnown || this.#alive.has(name);
  }

  /** Protocol → its title, as far as an ingester told. */
  title(protocol) {
    return this.connectors?.find((one) => one.protocol === protocol)?.title ?? protocol;
  }

  start() {
    const run = async () => {
      if (!document.hidden) await this.look();
      setTimeout(run, EVERY_MS);
    };
    run();
  }

  async look() {
    try {
      const { connectors, ingesters } = await ask("GET", "/api/connectors");
      this.connectors = connectors;
      this.problem = null;
      this.#known = new Set(ingesters.map((one) => one.ingester));
      this.#alive = new Set(ingesters.filter((one) => one.is_alive).map((one) => one.ingester));
    } catch (problem) {
      this.problem = problem; // what was known stays: the header says that nothing is live
    }
    this.dispatchEvent(new Event("told"));
  }
}

/** Say which of the `needed` ingesters do not run, and how to start them. */
export function showMissing(place, ingesters, needed) {
  const missing = ingesters.isKnown ? needed.filter((name) => !ingesters.isAlive(name)) : [];
  const key = missing.join("\n");
  if (place.dataset.missing === key) return;
  place.dataset.missing = key;
  place.hidden = missing.length === 0;
  place.replaceChildren(...missing.map(told));
}

function told(name) {
  const command = name === "main" ? "floorcast ingest" : `floorcast ingest --name ${name}`;
  return make(
    "p",
    {},
    make("b", {}, `No ingester named “${name}” is running: nothing is fetched. `),
    "Start it with ",
    make("code", {}, command),
    name === "main" ? ", or all of Floorcast with " : ".",
    name === "main" ? [make("code", {}, "floorcast up"), "."] : null,
  );
}
