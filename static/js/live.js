// The connection to the change feed. It keeps the cursor, so that coming back costs the
// difference and nothing is missed; and it says honestly when nothing can be believed.
//
// Events: "rows" {topic, upsert, remove, isSnapshot}, "lost", "found", "reconnected",
// "advice" (what somebody should put right although all goes on; empty: nothing).

import { hearServerTime } from "./time.js";

// Heartbeats come every 5 s. Two missed ones and some slack mean that it is over.
const SILENCE_MS = 11_000;
// A server that changes its connection to the database is back within this.
const STALE_GRACE_MS = 1_000;
// The server has said that its database is away: it will speak again when it is back.
const STALE_SILENCE_MS = 60_000;
const OPENING_MS = 5_000;
const LONGEST_WAIT_MS = 10_000;
const RESTARTING = 1012;
const TOO_SLOW = 1013;
const ENDED = 4401; // whoever was logged in is no longer
const RIGHTS_CHANGED = "rights changed"; // reason of a close: other rows may be seen from now on
// This many sockets that never opened, and the feed is asked for by plain requests instead.
const SOCKET_TRIES = 3;
const POLL_WAIT_S = 4;
const SOCKET_AGAIN_MS = 30_000;

/** Milliseconds until the next try. Random, or all browsers of a hall come at once. */
export function delayBefore(code, failures, random = Math.random) {
  if (code === TOO_SLOW) return random() * 10_000;
  if (code === RESTARTING && failures === 0) return random() * 3_000;
  return random() * Math.min(LONGEST_WAIT_MS, 100 * 2 ** failures);
}

/** Open the page again: the server leads to the login where there is one, and back. */
function askWho() {
  location.reload();
}

export class Live extends EventTarget {
  #query;
  #cursor;
  #socket = null;
  #timer = null;
  #failures = 0; // tries in a row that brought nothing
  #unopened = 0; // sockets in a row that never opened
  #mismatches = 0;
  #socketTriedAt = 0;
  #pollWorks = false;
  #lastFrameAt = Date.now();
  #quietSince = Date.now(); // of the connection we have now
  #isStale = false;
  #isLost = false;
  #hasHeard = false;

  /** `cursor` is what the page was drawn at; `isStale`: it was drawn without a database. */
  constructor({ topics = ["machines", "config"], line = "", machine = "", cursor = "", isStale = false }) {
    super();
    this.#query = { topics: topics.join(","), ...(line && { line }), ...(machine && { machine }) };
    this.#cursor = cursor;
    this.#isStale = isStale;
  }

  /** Whether what the page shows must not be believed. */
  get isLost() {
    return this.#isLost;
  }

  /** Whether anything has been heard from the server at all. */
  get hasHeard() {
    return this.#hasHeard;
  }

  /** When the server last spoke, by this computer's clock, in ms. */
  get lastFrameAt() {
    return this.#lastFrameAt;
  }

  start() {
    if (this.#isStale) this.#lose();
    setInterval(() => this.#watch(), 1_000);
    // a computer that wakes up, or a network that is back, is worth a try at once
    for (const [target, name] of [[document, "visibilitychange"], [window, "online"], [window, "pageshow"]]) {
      target.addEventListener(name, () => this.#hurry());
    }
    this.#try();
  }

  #try() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#unopened < SOCKET_TRIES || Date.now() - this.#socketTriedAt > SOCKET_AGAIN_MS) this.#open();
    else this.#poll();
  }

  #open() {
    const url = this.#url("/ws", this.#cursor && { cursor: this.#cursor });
    const socket = new WebSocket(url.href.replace(/^http/, "ws"));
    const opening = setTimeout(() => socket.close(), OPENING_MS);
    let hasOpened = false;
    let hasSpoken = false; // a server that opens and closes at once must not be asked in a hurry
    this.#socketTriedAt = Date.now();
    this.#socket = socket;
    socket.onopen = () => {
      clearTimeout(opening);
      hasOpened = true;
      this.#unopened = 0;
      this.#quietSince = Date.now();
      this.dispatchEvent(new Event("reconnected"));
    };
    socket.onmessage = (message) => {
      hasSpoken = true;
      if (socket === this.#socket && !this.#take(JSON.parse(message.data))) this.#drop();
    };
    socket.onclose = (event) => {
      clearTimeout(opening);
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (event.code === ENDED) return askWho();
      if (event.reason === RIGHTS_CHANGED) this.#cursor = ""; // the difference would not tell them
      if (!hasOpened) this.#unopened += 1;
      if (!hasOpened && this.#pollWorks) this.#try();
      else this.#retry(event.code, hasSpoken);
    };
  }

  // A proxy that lets no WebSocket through still lets requests through.
  async #poll() {
    try {
      const wait = this.#isLost ? 0 : POLL_WAIT_S;
      const url = this.#cursor
        ? this.#url("/api/changes", { cursor: this.#cursor, wait })
        : this.#url("/api/snapshot");
      const response = await fetch(url, { signal: AbortSignal.timeout(SILENCE_MS), cache: "no-store" });
      if (response.status === 401) return askWho();
      if (!response.ok) {
        if (response.status < 500) this.#cursor = "";
        throw new Error(`HTTP ${response.status}`);
      }
      if (!this.#take(await response.json())) throw new Error("a message is missing");
      if (!this.#pollWorks) this.#socketTriedAt = 0; // the server is back: so may sockets be
      this.#pollWorks = true;
      this.#timer = setTimeout(() => this.#try(), 0);
    } catch {
      this.#pollWorks = false;
      this.#retry(0, false);
    }
  }

  #url(path, more = {}) {
    const url = new URL(path, location.href);
    for (const [name, value] of Object.entries({ ...this.#query, ...more })) url.searchParams.set(name, value);
    return url;
  }

  /** Take a message over. False: it does not follow on what we have, and we must ask again. */
  #take(frame) {
    if (frame.at) hearServerTime(frame.at);
    if (frame.type === "stale") {
      this.#isStale = true;
      this.#advise(frame);
      setTimeout(() => this.#isStale && this.#lose(), STALE_GRACE_MS);
      return true;
    }
    if (frame.type === "heartbeat") this.#advise(frame);
    if (frame.type === "delta" && frame.prev !== this.#cursor) {
      this.#mismatches += 1;
      if (this.#mismatches > 1) this.#cursor = ""; // asking for the difference did not help
      return false;
    }
    this.#mismatches = 0;
    this.#failures = 0;
    this.#isStale = false;
    this.#cursor = frame.cursor;
    this.#lastFrameAt = this.#quietSince = Date.now();
    this.#hasHeard = true;
    for (const [topic, change] of Object.entries(frame.topics ?? {})) {
      const detail =
        frame.type === "snapshot"
          ? { topic, upsert: change, remove: [], isSnapshot: true }
          : { topic, upsert: change.upsert, remove: change.delete, isSnapshot: false };
      this.dispatchEvent(new CustomEvent("rows", { detail }));
    }
    this.#find();
    return true;
  }

  #advise(frame) {
    this.dispatchEvent(new CustomEvent("advice", { detail: frame.advice ?? "" }));
  }

  #retry(code, hasWorked) {
    // The first loss is answered by an immediate new try; only if that fails, too, is it one.
    if (!hasWorked) {
      this.#failures += 1;
      this.#lose();
    }
    this.#timer = setTimeout(() => this.#try(), delayBefore(code, this.#failures));
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
    this.#retry(0, true);
  }

  #watch() {
    if (Date.now() - this.#lastFrameAt > SILENCE_MS) this.#lose();
    const patience = this.#isStale ? STALE_SILENCE_MS : SILENCE_MS;
    const isOpen = this.#socket?.readyState === WebSocket.OPEN;
    if (isOpen && Date.now() - this.#quietSince > patience) this.#drop();
  }

  #hurry() {
    if (document.hidden) return;
    this.#watch();
    if (this.#timer !== null && this.#socket === null) this.#try();
  }

  #lose() {
    if (this.#isLost) return;
    this.#isLost = true;
    this.dispatchEvent(new Event("lost"));
  }

  #find() {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.dispatchEvent(new Event("found"));
  }
}
