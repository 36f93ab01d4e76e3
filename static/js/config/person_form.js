// A person being added or changed. Only what differs is sent.

import { make } from "./element.js";
import { Field, inOneLine } from "./field.js";
import { Grants } from "./grants.js";
import { showProblem } from "./problem.js";

export class PersonForm {
  #person;
  #fields = {};
  #grants;
  #problem = make("div", { hidden: true });
  #button;
  #save;

  /** `person` null: somebody new. `save(body)` may throw a Problem, which is shown where it belongs. */
  constructor(person, { choices, hasPasswords }, { save, cancel }) {
    this.#person = person;
    this.#save = save;
    this.#grants = new Grants(choices, person?.roles ?? [{ role: "viewer", plant: null, line: null }]);
    this.#button = make("button", { class: "primary" }, person ? "Save" : "Add");
    const input = (attributes) => make("input", { autocomplete: "off", ...attributes });
    if (!person) {
      this.#fields.email = new Field({ label: "E-mail address", input: input({ type: "email", maxlength: 254 }), isRequired: true, help: "Who they are when they log in. It does not change later." });
    }
    this.#fields.name = new Field({ label: "Name", input: input({ maxlength: 200, value: person?.name ?? "" }), isRequired: true });
    if (hasPasswords) {
      const help = person ? "Leave it empty to keep what is. A new one logs them out everywhere." : "They can change it on the page of their account.";
      this.#fields.password = new Field({ label: person?.has_password ? "New password" : "Password", input: input({ type: "password", autocomplete: "new-password", maxlength: 1000 }), help });
    }
    this.element = make(
      "form",
      { class: "person-form", novalidate: true, onsubmit: (event) => this.#send(event) },
      make("div", { class: "fields" }, ...Object.values(this.#fields).map((field) => field.element)),
      this.#grants.element,
      this.#problem,
      make("div", { class: "bar" }, this.#button, make("button", { type: "button", onclick: cancel }, "Cancel")),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    });
  }

  focus() {
    Object.values(this.#fields)[0].focus();
  }

  #body() {
    const { email, name, password } = this.#fields;
    const body = {};
    if (email) body.email = email.input.value.trim();
    if (name.input.value.trim() !== this.#person?.name) body.name = name.input.value.trim();
    if (password?.input.value) body.password = password.input.value;
    if (!this.#person || this.#grants.isChanged) body.roles = this.#grants.roles;
    return body;
  }

  async #send(event) {
    event.preventDefault();
    this.#button.disabled = true;
    try {
      await this.#save(this.#body());
    } catch (problem) {
      const field = this.#fields[problem.field];
      if (field) {
        field.refuse(inOneLine(problem));
        field.focus();
      } else {
        showProblem(this.#problem, problem);
      }
    } finally {
      this.#button.disabled = false;
    }
  }
}
