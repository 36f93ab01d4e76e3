// A labelled field: its help below it, and what is wrong with it beside it.

import { make, uniqueId } from "./element.js";

export class Field {
  #problem;

  /** `input` is an input, select or textarea. `isInline`: a check box, its label behind it. */
  constructor({ label, input, help = "", isRequired = false, isInline = false, kind = "" }) {
    this.input = input;
    input.id ||= uniqueId("field");
    const helpId = `${input.id}-help`;
    const problemId = `${input.id}-problem`;
    this.#problem = make("p", { class: "wrong", id: problemId, hidden: true });
    const caption = make("label", { for: input.id }, label, isRequired ? null : make("i", {}, isInline ? "" : " optional"));
    input.setAttribute("aria-describedby", help ? `${problemId} ${helpId}` : problemId);
    if (isRequired) input.setAttribute("aria-required", "true");
    const about = help ? make("p", { class: "about", id: helpId }, help) : null;
    this.element = make(
      "div",
      { class: `field ${isInline ? "inline" : ""} ${kind}` },
      isInline ? [input, caption] : [caption, input],
      this.#problem,
      about,
    );
    input.addEventListener("input", () => this.refuse(null));
  }

  get isRefused() {
    return this.input.getAttribute("aria-invalid") === "true";
  }

  /** Say what is wrong with it; null: nothing. */
  refuse(text) {
    this.#problem.hidden = text === null;
    this.#problem.textContent = text ?? "";
    if (text === null) this.input.removeAttribute("aria-invalid");
    else this.input.setAttribute("aria-invalid", "true");
  }

  /** Bring it before the reader's eyes, wherever it is folded away. */
  focus() {
    for (let folded = this.input.closest("details:not([open])"); folded; folded = folded.parentElement.closest("details:not([open])")) {
      folded.open = true;
    }
    this.input.focus();
  }
}

/** A sentence and its remedy in one line, for a place beside a field. */
export const inOneLine = (problem) => [problem.message, problem.hint].filter(Boolean).join(" ");
