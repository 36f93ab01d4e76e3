// What was entered and has not reached the server yet. It is kept in this browser, for the person
// who entered it, and sent in order as soon as the server answers. Each entry has the key it was
// begun with, so that one that is sent twice counts once. What the server refuses stays here until
// somebody has looked at it.
//
// Events: "changed"; "sent" {entry, answer}; "refused" {entry}, whose `problem` says why.

import { isPassing, send } from "./send.js";

const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const shared = () => {
  try {
    return localStorage;
  } catch {
    return null; // forbidden; entries last as long as the page, then
  }
};

/** How long to wait after so many failures in a row; random, or a whole hall comes at once. Pure. */
export const waitBefore = (failures, random = Math.random) =>
  WAITS_MS[Math.min(failures, WAITS_MS.length) - 1] * (0.75 + random() / 2);

export class Outbox extends EventTarget {
  #name;
  #storage;
  #memory = [];
  #failures = 0;
  #timer = null;
  #isBusy = false;

  constructor(person, storage = shared()) {
    super();
    this.#name = `floorcast.outbox.${person}`;
    this.#storage = storage;
  }

  /** Begin to send, now and whenever the network is back. */
  start() {
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", () => this.hurry());
    addEventListener("storage", (event) => event.key === this.#name && this.#tell("changed"));
    this.hurry();
  }

  /** All entries, the oldest first. */
  get entries() {
    try {
      return JSON.parse(this.#storage?.getItem(this.#name) ?? "null") ?? this.#memory;
    } catch {
      return this.#memory;
    }
  }

  get waiting() {
    return this.entries.filter((entry) => !entry.problem);
  }

  find(key) {
    return this.entries.find((entry) => entry.key === key);
  }

  /** Keep {key, method, path, body, what} and send it. `what` says it to people. */
  put(entry) {
    this.#keep([...this.entries.filter((one) => one.key !== entry.key), entry]);
    this.hurry();
  }

  /** Send no more, and forget. */
  discard(key) {
    this.#keep(this.entries.filter((entry) => entry.key !== key));
  }

  /** Try at once. */
  hurry() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#work();
  }

  async #work() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.waiting[0]; next; next = this.waiting[0]) {
        if (!(await this.#send(next))) break;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** True: go on with the next. */
  async #send(entry) {
    try {
      const answer = await send(entry.method, entry.path, entry);
      this.#failures = 0;
      this.discard(entry.key);
      this.#tell("sent", { entry, answer });
      return true;
    } catch (problem) {
      if (isPassing(problem)) {
        this.#failures += 1;
        this.#timer ??= setTimeout(() => this.hurry(), waitBefore(this.#failures));
        this.#tell("changed");
        return false;
      }
      const { message: error, field, value, hint, status, answer } = problem;
      const refused = { ...entry, problem: { error, field, value, hint, status, answer } };
      this.#keep(this.entries.map((one) => (one.key === entry.key ? refused : one)));
      this.#tell("refused", { entry: refused });
      return true;
    }
  }

  #keep(entries) {
    this.#memory = entries;
    try {
      if (entries.length) this.#storage?.setItem(this.#name, JSON.stringify(entries));
      else this.#storage?.removeItem(this.#name);
    } catch {
      // full: what is in memory is sent all the same
    }
    this.#tell("changed");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
