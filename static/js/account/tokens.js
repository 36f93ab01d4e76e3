// Tokens of programs: made, shown once, revoked.

import { ask } from "../config/api.js";
import { make, options, say } from "../config/element.js";
import { Field, inOneLine } from "../config/field.js";
import { showProblem } from "../config/problem.js";
import { dayOf, when } from "./roles.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const DAYS = [["30", "in 30 days"], ["90", "in 90 days"], ["365", "in a year"], ["", "never"]];

export class Tokens {
  #account;
  #tokens = [];
  #name = make("input", { maxlength: 200, autocomplete: "off", name: "name" });
  #days = make("select", { name: "days" }, ...options(DAYS, "365"));
  #field = new Field({ label: "What it is for", input: this.#name, isRequired: true, help: "For example ERP, or Label printer." });
  #scopes;
  #button = make("button", { class: "primary" }, "Make a token");

  constructor(account) {
    this.#account = account;
    this.#scopes = account.rights.map(({ action, description }) => ({
      action,
      description,
      input: make("input", { type: "checkbox", value: action, checked: action === "floor.see" }),
    }));
    find("new-token").append(
      make(
        "form",
        { class: "new-token", novalidate: true, onsubmit: (event) => this.#make(event) },
        make("div", { class: "fields" }, this.#field.element, new Field({ label: "It ends", input: this.#days, isRequired: true }).element),
        make(
          "fieldset",
          { class: "scopes" },
          make("legend", {}, "It may"),
          ...this.#scopes.map(({ description, input }) => make("label", {}, input, description)),
        ),
        make("div", { class: "bar" }, this.#button),
      ),
    );
  }

  async load() {
    this.#tokens = (await ask("GET", "/api/tokens")).tokens;
    this.#show();
  }

  #show() {
    const none = make("li", {}, "No program acts for you.");
    find("tokens").replaceChildren(...(this.#tokens.length ? this.#tokens.map((one) => this.#row(one)) : [none]));
  }

  #row(one) {
    const isOver = one.expires_at !== null && new Date(one.expires_at) <= new Date();
    const about = [
      `last used ${when(one.used_at)}`,
      one.expires_at === null ? "never ends" : `${isOver ? "ended" : "ends"} ${dayOf(one.expires_at)}`,
      one.scopes === null ? "may do all you may" : `may do ${one.scopes.join(", ")}`,
    ];
    return make(
      "li",
      { "data-token": one.token_id },
      make("div", {}, make("b", {}, one.name), isOver ? make("i", { class: "mark" }, "ended") : null, make("p", { class: "muted" }, about.join(", "))),
      make("button", { type: "button", onclick: () => this.#revoke(one), "aria-label": `Revoke ${one.name}` }, "Revoke"),
    );
  }

  async #make(event) {
    event.preventDefault();
    const scopes = this.#scopes.filter(({ input }) => input.checked).map(({ action }) => action);
    const name = this.#name.value.trim();
    if (!name) {
      this.#field.refuse("Say what the token is for.");
      return this.#field.focus();
    }
    this.#button.disabled = true;
    try {
      const made = await ask("POST", "/api/tokens", { name, scopes, expires_in_days: this.#days.value ? Number(this.#days.value) : null });
      this.#tell(made);
      this.#tokens.unshift(made);
      this.#show();
      this.#name.value = "";
      showProblem(find("problem"), null);
    } catch (problem) {
      if (problem.field === "name") this.#field.refuse(inOneLine(problem));
      else showProblem(find("problem"), problem);
    } finally {
      this.#button.disabled = false;
    }
  }

  /** The token itself: this once, because nobody keeps it. */
  #tell({ name, token }) {
    const shown = make("input", { value: token, readonly: true, "aria-label": `The token ${name}`, onfocus: () => shown.select() });
    const copy = make("button", { type: "button", class: "primary" }, "Copy");
    copy.addEventListener("click", async () => {
      shown.select();
      try {
        await navigator.clipboard.writeText(token);
        copy.textContent = "Copied";
        say("Copied.");
      } catch {
        say("Selected: copy it with Ctrl C.");
      }
    });
    find("made").replaceChildren(
      make("div", { class: "made" }, make("p", {}, make("b", {}, "This is the token. "), "Copy it now: it is not shown again."), make("div", { class: "once" }, shown, copy)),
    );
    copy.focus();
  }

  async #revoke(one) {
    try {
      await ask("DELETE", `/api/tokens/${one.token_id}`);
      this.#tokens = this.#tokens.filter((other) => other !== one);
      this.#show();
      find("made").replaceChildren();
      showProblem(find("problem"), null);
      say(`${one.name} is revoked.`);
    } catch (problem) {
      showProblem(find("problem"), problem);
    }
  }
}
