// Questions before a step, in a dialog: what is to be said, or who gets the order.

import { make } from "../config/element.js";
import { Field } from "../config/field.js";

function open(title, content, word) {
  return new Promise((resolve) => {
    const go = make("button", { class: "primary large", value: "go" }, word);
    const back = make("button", { class: "large", value: "", formnovalidate: true }, "Back");
    const form = make("form", { method: "dialog" }, content.elements, make("div", { class: "choice" }, back, go));
    const dialog = make("dialog", { class: "note", "aria-label": title }, make("h2", {}, title), form);
    form.addEventListener("submit", (event) => {
      if (event.submitter === go && !content.check()) event.preventDefault();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go" ? content.read() : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    content.focus();
  });
}

/** Ask what is to be said: the text, or null where the person went back. */
export function askNote(title, { ask, often, isRequired }, word, text = "") {
  const input = make("textarea", { rows: 3, maxlength: 2000, value: text });
  const field = new Field({ label: ask, input, isRequired });
  const pick = (phrase) => {
    input.value = input.value.trim() ? `${input.value.trim()}, ${phrase.toLowerCase()}` : phrase;
    input.dispatchEvent(new Event("input"));
  };
  const phrases = often.map((phrase) => make("button", { type: "button", onclick: () => pick(phrase) }, phrase));
  return open(title, {
    elements: [make("div", { class: "phrases" }, phrases), field.element],
    check: () => {
      if (!isRequired || input.value.trim()) return true;
      field.refuse("Say it in a few words, or choose above.");
      field.focus();
      return false;
    },
    read: () => input.value.trim(),
    focus: () => (matchMedia("(pointer: coarse)").matches ? null : input.focus()),
  }, word);
}

/** Ask who gets the order: an employee's key as a number, or null. */
export function askEmployee(title, employees, chosen) {
  const input = make("select", {}, employees.map(({ employee_id: value, employee_name: name }) => {
    const option = make("option", { value }, name);
    option.selected = value === chosen;
    return option;
  }));
  const field = new Field({ label: "Employee", input, isRequired: true });
  return open(title, {
    elements: [field.element],
    check: () => input.value !== "",
    read: () => Number(input.value),
    focus: () => input.focus(),
  }, "Assign");
}
