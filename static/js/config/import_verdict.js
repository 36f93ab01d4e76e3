// Whether a file can be imported as it is read now, and what would be left out.

import { make, shape } from "./element.js";
import { linesTable } from "./import_result.js";
import { withCode } from "./problem.js";
import { count, counted } from "./states.js";

const LOOKED_AT = 10_000; // as imports/preview.py has it: in a longer file there may be more
// what to do about it on this page, where the command line says it by flags
const REMEDIES = {
  columns: "Choose it above its column.",
  machine: "Choose it under “Machine of all lines”.",
};

/** What holds an import up or will be left out, in a few words. Pure. */
export function brief({ problem, unknown_words: words, bad_lines: bad }) {
  if (problem) return "Not yet";
  const left = [words.length && counted(words.length, "unknown word"), bad && counted(bad, "bad line")].filter(Boolean);
  return left.length ? `Without ${left.join(" and ")}` : "";
}

/** Whether it can be imported, at length. */
export function showVerdict(place, preview) {
  if (preview.problem) {
    const isMachine = preview.problem_field === "columns" && preview.problem.endsWith("the machine.");
    const remedy = isMachine ? "Choose it above its column, or one machine for all lines." : (REMEDIES[preview.problem_field] ?? preview.hint);
    place.replaceChildren(said("warning", preview.problem, make("p", { class: "hint" }, ...withCode(remedy))));
    return;
  }
  const words = preview.unknown_words;
  const bad = preview.bad_lines;
  place.replaceChildren(
    ...(words.length ? [said("warning", `${counted(words.length, "word")} without a meaning: ${words.slice(0, 6).join(", ")}${words.length > 6 ? " …" : ""}.`, "Lines with them are left out.")] : []),
    ...(bad ? [said("warning", `${badOf(preview)} cannot be read and will be left out.`, linesTable(preview.first_rejects))] : []),
    ...(words.length || bad ? [] : [said("done", "It can be imported like that.", "")]),
  );
}

const badOf = ({ bad_lines: bad, looked_at: lines }) => (lines < LOOKED_AT ? `${count(bad)} of ${counted(lines, "line")}` : `${count(bad)} of the first ${counted(lines, "line")}`);

const said = (name, text, more) => make("div", { class: "problem" }, shape(name), make("div", {}, make("p", {}, make("b", {}, text)), more));
