// The settings of a stored connection: changed, tested, saved.

import { ask, Device } from "./api.js";
import { make, say } from "./element.js";
import { SettingsForm } from "./settings_form.js";
import { TestSteps } from "./test_steps.js";

export class SettingsSection {
  isDirty = false;
  #page;
  #stored = null;
  #form = null;
  #steps = new TestSteps();
  #save = make("button", { type: "submit", class: "primary", disabled: true }, "Save settings");
  #undo = make("button", { type: "button", hidden: true, onclick: () => this.load(this.#stored) }, "Undo changes");
  #test = make("button", { type: "button", onclick: () => this.#run() }, "Test");
  #note = make("span", { class: "muted", role: "status" });
  #fields = make("div", {});

  constructor(page, place) {
    this.#page = page;
    const form = make("form", { novalidate: true, autocomplete: "off" }, this.#fields, make("p", { class: "bar" }, this.#save, this.#test, this.#undo, this.#note), this.#steps.element);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#store();
    });
    place.append(form);
  }

  /** Show the settings as they are stored. */
  load(stored) {
    this.#stored = stored;
    const connector = this.#page.ingesters.connectors?.find((one) => one.protocol === stored.protocol);
    if (!connector) {
      this.#fields.replaceChildren(make("p", { class: "muted" }, `No ingester has told yet what can be set for the protocol “${stored.protocol}”.`));
      this.#save.disabled = this.#test.disabled = true;
      this.#page.ingesters.addEventListener("told", () => this.#form || this.load(stored), { once: true });
      return;
    }
    const values = { name: stored.connection_name, config: stored.config, secrets: {}, hasSecrets: stored.has_secrets, ingester: stored.ingester };
    this.#form = new SettingsForm(connector, values, { ingesters: this.#page.ingesters.names, takenNames: this.#page.takenNames, onChange: () => this.#mark(true) });
    this.#fields.replaceChildren(this.#form.element);
    this.#test.disabled = false;
    this.#steps.show([]);
    this.#mark(false);
  }

  /** What is entered is not worth keeping any more. */
  forget() {
    this.isDirty = false;
  }

  #mark(isDirty) {
    this.isDirty = isDirty;
    this.#save.disabled = !isDirty;
    this.#undo.hidden = !isDirty;
    this.#test.textContent = isDirty ? "Test these settings" : "Test";
    if (isDirty) this.#note.textContent = "";
  }

  async #run() {
    const { config, secrets, ingester } = this.#form.values;
    const { protocol } = this.#stored;
    const device = new Device(null, () => ({ protocol, config, secrets, ingester, connection_id: this.#page.id }));
    this.#test.disabled = true;
    await this.#steps.run(device);
    this.#test.disabled = false;
  }

  async #store() {
    if (!this.#form.check()) return;
    this.#save.disabled = true;
    try {
      const saved = await ask("PUT", `/api/connections/${this.#page.id}`, this.#form.values);
      this.load(saved);
      this.#note.textContent = saved.note ?? "Saved. It connects anew with these settings.";
      say("The settings are saved");
    } catch (problem) {
      this.#form.refuse(problem);
      this.#save.disabled = false;
    }
  }
}
