// What was typed into a form, kept in this browser for one person: it survives a closed page, and
// has from its beginning the key that makes it count once.

import { newKey } from "./send.js";

export class Draft {
  #name;

  constructor(person, form, storage = localStorage) {
    this.#name = `floorcast.draft.${person}.${form}`;
    this.storage = storage;
    this.kept = this.#read() ?? { key: newKey(), values: null, isSent: false };
  }

  get key() {
    return this.kept.key;
  }

  /** Whether it was handed over to be sent. */
  get isSent() {
    return this.kept.isSent;
  }

  keep(values, isSent = false) {
    this.kept = { ...this.kept, values, isSent };
    try {
      this.storage.setItem(this.#name, JSON.stringify(this.kept));
    } catch {
      // full or forbidden: it lasts as long as the page
    }
  }

  /** Forget it, and begin anew with a new key. */
  forget() {
    this.kept = { key: newKey(), values: null, isSent: false };
    try {
      this.storage.removeItem(this.#name);
    } catch {
      // there was nothing
    }
  }

  #read() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.#name));
      return typeof kept?.key === "string" ? kept : null;
    } catch {
      return null;
    }
  }
}
