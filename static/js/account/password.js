// Another password for oneself.

import { ask } from "../config/api.js";
import { make, say } from "../config/element.js";
import { Field, inOneLine } from "../config/field.js";
import { showProblem } from "../config/problem.js";

/** Put the form into its section. */
export function showPassword(section, { email }) {
  const input = (autocomplete) => make("input", { type: "password", autocomplete, maxlength: 1000 });
  const old = new Field({ label: "Password until now", input: input("current-password"), isRequired: true });
  const fresh = new Field({
    label: "New password",
    input: input("new-password"),
    isRequired: true,
    help: "10 characters at least: three words that do not belong together are easy to remember. You are logged out everywhere else.",
  });
  const button = make("button", { class: "primary" }, "Change the password");
  const problemPlace = make("div", { hidden: true });

  async function change(event) {
    event.preventDefault();
    button.disabled = true;
    try {
      await ask("POST", "/api/account/password", { old: old.input.value, new: fresh.input.value });
      form.reset();
      showProblem(problemPlace, null);
      state.textContent = "The password is changed.";
      say(state.textContent);
      document.dispatchEvent(new Event("sessions-ended"));
    } catch (problem) {
      const field = { old, password: fresh, new: fresh }[problem.field];
      if (field) {
        field.refuse(inOneLine(problem));
        field.focus();
      } else {
        showProblem(problemPlace, problem);
      }
    } finally {
      button.disabled = false;
    }
  }

  const state = make("p", { class: "muted", role: "status" });
  const form = make(
    "form",
    { class: "password", novalidate: true, onsubmit: change },
    // password managers want to know whose it is
    make("input", { type: "email", autocomplete: "username", value: email, hidden: true, readonly: true, tabindex: -1 }),
    make("div", { class: "fields" }, old.element, fresh.element),
    problemPlace,
    make("div", { class: "bar" }, button, state),
  );
  section.append(form);
  section.hidden = false;
}
