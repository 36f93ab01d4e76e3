// The steps of the wizard but the last. Each has an element, may be entered and left, and
// finishes: true where the next one may follow.

import { make } from "./element.js";
import { Finder } from "./finder.js";
import { inOneLine } from "./field.js";
import { Mapping } from "./mapping.js";
import { SettingsForm } from "./settings_form.js";
import { extended, pruned } from "./tag_map.js";
import { TestSteps } from "./test_steps.js";

export class ProtocolStep {
  name = "protocol";
  element = make("div", { class: "protocols", role: "radiogroup", "aria-label": "Protocol" });
  #wizard;
  #drawn = "";

  constructor(wizard) {
    this.#wizard = wizard;
    this.told();
  }

  get isReady() {
    return this.#wizard.draft.protocol !== null;
  }

  /** The ingesters were asked: draw what they speak. */
  told() {
    const { connectors, problem } = this.#wizard.ingesters;
    const key = JSON.stringify(connectors?.map((one) => one.protocol)) + (problem && !connectors ? problem.message : "");
    if (key === this.#drawn) return;
    this.#drawn = key;
    if (!connectors) this.#say(problem ? inOneLine(problem) : "Asking which protocols there are");
    else if (!connectors.length) this.#say("No protocol is known yet: an ingester tells which it speaks when it is started. This page goes on by itself.");
    else this.element.replaceChildren(...connectors.map((one) => this.#card(one)));
  }

  finish() {
    return this.isReady;
  }

  #say(text) {
    this.element.replaceChildren(make("p", { class: "muted" }, text));
  }

  #card(connector) {
    const { draft } = this.#wizard;
    const radio = make("input", { type: "radio", name: "protocol", value: connector.protocol, checked: draft.protocol?.protocol === connector.protocol });
    radio.addEventListener("change", () => {
      if (draft.protocol?.protocol !== connector.protocol) [draft.config, draft.secrets] = [{}, {}];
      draft.protocol = connector;
      this.#wizard.update();
    });
    return make("label", { class: "choice" }, radio, make("span", {}, make("b", {}, connector.title), make("small", {}, connector.description)));
  }
}

export class SettingsStep {
  name = "settings";
  element = make("form", { novalidate: true, autocomplete: "off" });
  #wizard;
  #form = null;
  #protocol = null;

  constructor(wizard) {
    this.#wizard = wizard;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      wizard.forward();
    });
  }

  enter() {
    const { draft, ingesters, takenNames } = this.#wizard;
    if (this.#protocol === draft.protocol.protocol) return;
    this.#protocol = draft.protocol.protocol;
    if (ingesters.alive.length && !ingesters.alive.includes(draft.ingester)) draft.ingester = ingesters.alive[0];
    this.#form = new SettingsForm(draft.protocol, draft, { ingesters: ingesters.names, takenNames, onChange: () => this.#keep() });
    this.element.replaceChildren(this.#form.element, make("button", { class: "spoken", tabindex: "-1", "aria-hidden": "true" }, "Continue"));
  }

  focus() {
    this.#form.focus();
  }

  /** The server refused what was to be saved. */
  refuse(problem) {
    this.#form.refuse(problem);
  }

  #keep() {
    Object.assign(this.#wizard.draft, this.#form.values);
  }

  async finish() {
    this.#keep();
    if (!this.#form.check()) return false;
    try {
      await this.#wizard.device.check();
      return true;
    } catch (problem) {
      this.#form.refuse(problem);
      return false;
    }
  }
}

export class TestStep {
  name = "test";
  #wizard;
  #steps = new TestSteps();
  #again = make("button", { type: "button", onclick: () => this.#test() }, "Test again");
  #settings = make("button", { type: "button", onclick: () => this.#wizard.backTo("settings") }, "Back to settings");
  #key = null; // of the settings that were tested last
  #isOk = null;
  #isTesting = false;

  constructor(wizard) {
    this.#wizard = wizard;
    this.element = make("div", {}, this.#steps.element, make("p", { class: "bar" }, this.#again, this.#settings));
    this.#show();
  }

  // a device that is switched off today may be set up all the same
  get forward() {
    return this.#isOk ? "Continue" : "Continue all the same";
  }

  get isForwardQuiet() {
    return !this.#isOk;
  }

  get isForwardHidden() {
    return this.#isTesting;
  }

  enter() {
    if (this.#key !== this.#wizard.draft.key || !this.#isOk) this.#test();
  }

  leave() {
    this.#steps.stop();
  }

  finish() {
    return true;
  }

  async #test() {
    this.#key = this.#wizard.draft.key;
    this.#isOk = null;
    this.#isTesting = true;
    this.#show();
    this.#wizard.update();
    const isOk = await this.#steps.run(this.#wizard.device);
    if (this.#key !== this.#wizard.draft.key) return;
    this.#isOk = isOk;
    this.#isTesting = false;
    this.#show();
    this.#wizard.update();
  }

  #show() {
    this.#again.hidden = this.#isTesting;
    this.#settings.hidden = this.#isTesting || this.#isOk === true;
    this.#settings.classList.toggle("primary", this.#isOk === false);
  }
}

export class FindStep {
  name = "find";
  element = make("div", {});
  #wizard;

  constructor(wizard) {
    this.#wizard = wizard;
  }

  get forward() {
    return this.#wizard.draft.picks.size ? "Continue" : "Continue without tags";
  }

  get isForwardQuiet() {
    return this.#wizard.draft.picks.size === 0;
  }

  enter() {
    const { draft, device } = this.#wizard;
    if (draft.foundFor === draft.key) return;
    const isFirst = draft.foundFor === null;
    draft.foundFor = draft.key;
    const finder = new Finder(device, draft.picks, draft.protocol.can_browse);
    const again = make("button", { type: "button", onclick: () => finder.load(false) }, "Look again");
    this.element.replaceChildren(finder.element, draft.protocol.can_browse ? make("p", { class: "bar" }, again) : "");
    if (!isFirst && draft.picks.size) draft.picks.clear(); // another device has other addresses
    finder.load(true);
  }

  finish() {
    return true;
  }
}

export class MapStep {
  name = "map";
  forward = "Save";
  #wizard;
  #mapping;
  #none = make("p", { class: "muted" }, "Nothing is picked: the connection is saved without tags. They can be added on its page at any time.");

  constructor(wizard) {
    this.#wizard = wizard;
    const { draft } = wizard;
    const onRemove = (tag) => tag.from === null && draft.picks.toggleNode({ address: tag.address }, false);
    this.#mapping = new Mapping(wizard.choices, (addresses) => wizard.device.read(addresses), onRemove);
    this.element = make("div", {}, this.#none, this.#mapping.element);
  }

  enter() {
    const { draft, choices } = this.#wizard;
    draft.groups = extended(pruned(draft.groups, draft.picks), draft.picks, choices);
    this.#none.hidden = draft.groups.length > 0;
    this.#mapping.draw(draft.groups);
    this.#mapping.values.start();
  }

  leave() {
    this.#mapping.values.stop();
  }

  finish() {
    if (!this.#mapping.check()) return false;
    this.#wizard.draft.groups = this.#mapping.groups;
    this.#wizard.draft.tags = this.#mapping.tags;
    return true;
  }

  /** The server refused what was to be saved. */
  refuse(problem) {
    this.#mapping.refuse(problem);
  }
}
