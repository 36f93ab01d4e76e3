// Reasons to choose from, as big buttons: those used most, then the tree, level by level.

import { ask } from "../config/api.js";
import { make } from "../config/element.js";

const KEPT_MS = 60_000;
const kept = new Map(); // address → {at, answer}

/** What can be chosen for a machine: {reasons, most_used}. `kind`: stop or scrap. */
export function reasonsOf(machine, kind = "stop") {
  const address = `/api/reasons?kind=${kind}&machine=${encodeURIComponent(machine)}`;
  const known = kept.get(address);
  if (known && Date.now() - known.at < KEPT_MS) return known.answer;
  const answer = ask("GET", address);
  kept.set(address, { at: Date.now(), answer });
  answer.catch(() => kept.delete(address)); // asked again, then
  return answer;
}

const inside = (reasons, parent) => reasons.filter((one) => one.depth === parent.depth + 1 && one.path.startsWith(`${parent.path} › `));

/** Big buttons below `place`. `choose(name)` is called with what is tapped; `current` is marked. */
export function showReasons(place, { reasons, most_used: often }, choose, current = null) {
  const button = (reason, attributes = {}) =>
    make("button", { type: "button", class: "reason", "data-reason": reason.reason, "aria-current": reason.reason === current ? "true" : null,
      onclick: () => choose(reason.reason), ...attributes },
      make("b", {}, reason.reason), reason.is_planned ? make("i", {}, "planned") : null);
  const group = (reason) =>
    make("button", { type: "button", class: "reason group", "data-group": reason.reason, onclick: () => open(reason) },
      make("b", {}, reason.reason), make("i", { "aria-hidden": "true" }, "›"));
  const either = (reason) => (reason.is_leaf ? button(reason) : group(reason));
  const parentOf = (reason) => reasons.find((one) => one.path === reason.path.split(" › ").slice(0, -1).join(" › "));

  const top = () => {
    place.replaceChildren(
      ...(often.length ? [make("h3", {}, "Used most"), make("div", { class: "reasons" }, often.map((reason) => button(reason)))] : []),
      make("h3", {}, often.length ? "All reasons" : "Why?"),
      make("div", { class: "reasons" }, reasons.filter((one) => one.depth === 1).map(either)),
    );
  };
  const open = (reason) => {
    const back = () => {
      const parent = parentOf(reason);
      if (parent) open(parent);
      else top();
      place.querySelector(`[data-group="${CSS.escape(reason.reason)}"]`)?.focus();
    };
    place.replaceChildren(
      make("h3", {}, make("button", { type: "button", class: "up", onclick: back }, "‹ Back"), " ", reason.reason),
      make("div", { class: "reasons" }, inside(reasons, reason).map(either), button(reason, { class: "reason itself" })),
    );
    place.querySelector(".reasons button").focus();
  };
  top();
}

/** A select of all reasons, with the tree's names. */
export function reasonSelect(reasons, chosen = "") {
  const option = (value, word) => {
    const made = make("option", { value }, word);
    made.selected = value === chosen;
    return made;
  };
  return make("select", {}, option("", "Choose"), reasons.map((one) => option(one.reason, one.path)));
}
