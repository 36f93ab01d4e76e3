// One person in the list: what they are, and what can be changed.

import { roleText, when } from "../account/roles.js";
import { ask } from "./api.js";
import { make, say } from "./element.js";
import { PersonForm } from "./person_form.js";
import { showProblem } from "./problem.js";

export class PersonRow {
  #context;
  #changed;
  #name = make("b", {});
  #mark = make("i", { class: "mark", hidden: true }, "left");
  #about = make("p", { class: "muted" });
  #roles = make("ul", { class: "roles" });
  #problem = make("div", { hidden: true });
  #place = make("div", { hidden: true });
  #edit = make("button", { type: "button", "data-act": "edit", "aria-expanded": "false", onclick: () => this.#open() }, "Change");
  #leave = make("button", { type: "button", "data-act": "retire", onclick: () => this.#retire() });

  /** `changed()` is called after a change: the order may be another. */
  constructor(person, context, changed) {
    this.#context = context;
    this.#changed = changed;
    this.element = make(
      "li",
      { "data-person-id": person.person_id },
      make("div", { class: "line" }, make("div", { class: "who" }, this.#name, this.#mark, this.#about), make("div", { class: "actions" }, this.#edit, this.#leave)),
      this.#roles,
      this.#problem,
      this.#place,
    );
    this.show(person);
  }

  show(person) {
    this.person = person;
    const isRetired = person.retired_at !== null;
    this.element.classList.toggle("retired", isRetired);
    this.#name.textContent = person.name;
    this.#mark.hidden = !isRetired;
    const about = [person.email, person.employee && `employee ${person.employee}`, `last here: ${when(person.last_seen_at)}`];
    this.#about.textContent = about.filter(Boolean).join(" · ");
    const none = [make("li", { class: "muted" }, "No role: sees nothing")];
    this.#roles.replaceChildren(...(person.roles.length ? person.roles.map((role) => make("li", {}, roleText(role))) : none));
    this.#edit.setAttribute("aria-label", `Change ${person.name}`);
    this.#leave.textContent = isRetired ? "Have back" : "Retire";
    this.#leave.setAttribute("aria-label", `${isRetired ? "Have back" : "Retire"} ${person.name}`);
  }

  #open() {
    if (!this.#place.hidden) return this.#close();
    const form = new PersonForm(this.person, this.#context, {
      save: async (body) => {
        if (Object.keys(body).length > 0) await this.#change(body);
        this.#close();
        say(`${this.person.name} is changed.`);
      },
      cancel: () => this.#close(),
    });
    this.#place.replaceChildren(form.element);
    this.#place.hidden = false;
    this.#edit.setAttribute("aria-expanded", "true");
    form.focus();
  }

  #close() {
    this.#place.replaceChildren();
    this.#place.hidden = true;
    this.#edit.setAttribute("aria-expanded", "false");
    this.#edit.focus();
  }

  async #change(body) {
    this.show(await ask("PATCH", `/api/people/${this.person.person_id}`, body));
    showProblem(this.#problem, null);
    this.#changed();
  }

  async #retire() {
    const isBack = this.person.retired_at !== null;
    if (!isBack && !(await isMeant(this.person))) return;
    try {
      await this.#change({ is_retired: !isBack });
      say(`${this.person.name} ${isBack ? "is back" : "is retired"}.`);
    } catch (problem) {
      showProblem(this.#problem, problem);
    }
    this.#leave.focus();
  }
}

/** Ask whether somebody is to be retired, and say what that does. */
async function isMeant({ name, sessions, tokens }) {
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const dialog = make(
    "dialog",
    { "aria-labelledby": "retire-title" },
    make("h2", { id: "retire-title" }, `Retire ${name}?`),
    make("p", {}, `They are logged out at once (${count(sessions, "session")}), and programs that act for them are refused (${count(tokens, "token")}). What they wrote stays, with their name.`),
    make("p", {}, "They can be had back later; they log in anew then."),
    make("form", { method: "dialog", class: "choice" }, make("button", { value: "keep", autofocus: true }, "Keep"), make("button", { value: "retire", class: "grave" }, "Retire")),
  );
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === "retire";
}
