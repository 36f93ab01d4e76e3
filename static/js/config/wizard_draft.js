// What the wizard has been told so far. It outlives every step back and every failed question.

import { Picks } from "./picks.js";

export class Draft {
  protocol = null; // a connector of /api/connectors
  name = "";
  ingester = "main";
  config = {};
  secrets = {};
  isTested = false; // with these settings
  foundFor = null; // the settings whose device was asked for machines
  picks = new Picks();
  groups = []; // what the map step edits
  tags = []; // the same as the API takes it
  connectionId = null; // once the connection is saved, with or without its tags
  savedName = null;
  isSaved = false;

  /** What a question to the device needs. */
  get settings() {
    return { protocol: this.protocol.protocol, config: this.config, secrets: this.secrets, ingester: this.ingester };
  }

  /** What the device is asked by: where it changes, another device may answer. */
  get key() {
    return JSON.stringify(this.settings);
  }

  /** Whether leaving the page would lose anything. */
  get isWorthKeeping() {
    return !this.isSaved && (this.name !== "" || Object.keys(this.config).length > 0);
  }
}
