// What went wrong, where a reader looks: a sentence, and what to do about it.

import { make, shape } from "./element.js";

/** Show a problem in its place, or nothing for null. */
export function showProblem(place, problem) {
  place.replaceChildren();
  place.hidden = problem === null;
  if (problem === null) return;
  const hint = problem.hint ? make("p", { class: "hint" }, ...withCode(problem.hint)) : null;
  place.append(
    make("div", { class: "problem", role: "alert" }, shape("warning"), make("div", {}, make("p", {}, make("b", {}, problem.message)), hint)),
  );
  if (place.getBoundingClientRect().bottom > innerHeight || place.getBoundingClientRect().top < 0) {
    place.scrollIntoView({ block: "center" });
  }
}

/** `floorcast ingest` in a text is set as code. Pure but for the elements it makes. */
export function withCode(text) {
  return text.split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part));
}
