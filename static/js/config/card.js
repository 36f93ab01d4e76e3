// A connection as a card: its state, what it brings, what troubles it, what can be done.

import { isServerTimeKnown, write } from "../time.js";
import { enable, reload, remove } from "./actions.js";
import { make, reshape, say, shape } from "./element.js";
import { showProblem, withCode } from "./problem.js";
import { age, count, counted, describe, rate, size } from "./states.js";

const FIGURES = [
  ["rate", "Samples"],
  ["last", "Last sample"],
  ["tags", "Tags"],
  ["letters", "Dead letters", "Samples of its ingester that could not be stored"],
  ["spool", "Waiting to be stored", "In the spool of its ingester, until the database takes them"],
];

const figure = (name, title, about) => {
  const value = make("dd", {});
  return [value, make("div", { "data-figure": name, title: about }, make("dt", {}, title), value)];
};

export class Card {
  #row = null;
  #since = make("i", { class: "s" });
  #word = make("b", { class: "word" });
  #shape = shape("waiting");
  #state = make("p", { class: "state neutral" }, this.#shape, make("span", {}, this.#word, " ", this.#since));
  #name = make("h2", {});
  #about = make("p", { class: "muted" });
  #trouble = make("div", { class: "trouble", hidden: true });
  #refusal = make("div", { hidden: true });
  #figures = {};
  #switch = make("button", { type: "button", "data-act": "switch", onclick: () => this.#act("switch") }, "Disable");

  /** `isLinked`: its name leads to its page; else it stands there without a name. */
  constructor({ isLinked = true } = {}) {
    const list = make("dl", { class: "figures" });
    for (const [name, title, about] of FIGURES) {
      const [value, element] = figure(name, title, about);
      this.#figures[name] = value;
      list.append(element);
    }
    this.element = make(
      isLinked ? "li" : "section",
      { class: "connection" },
      this.#state,
      make("div", { class: "who" }, isLinked ? this.#name : null, this.#about),
      list,
      this.#trouble,
      this.#refusal,
      make(
        "div",
        { class: "actions" },
        isLinked ? (this.open = make("a", { class: "button", "data-act": "open" }, "Open")) : null,
        make("button", { type: "button", "data-act": "reload", onclick: () => this.#act("reload") }, "Reload"),
        this.#switch,
        make("button", { type: "button", "data-act": "delete", onclick: () => this.#act("delete") }, "Delete"),
      ),
    );
  }

  get row() {
    return this.#row;
  }

  /** Take over a row of the feed. */
  show(row, context) {
    if (row.connection_name !== this.#row?.connection_name && this.open) this.#link(row);
    this.#row = row;
    const { kind, shape: name, word } = describe(row, context);
    this.element.dataset.connection = row.connection_id;
    this.element.dataset.state = row.state;
    if (!this.#state.classList.contains(kind)) this.#state.className = `state ${kind}`;
    reshape(this.#shape, name);
    write(this.#word, word);
    const isKnown = !context.isStale && (context.isIngesterAlive || !row.is_enabled);
    write(this.#about, [row.title || row.protocol, row.ingester === "main" ? "" : `ingester ${row.ingester}`].filter(Boolean).join(" · "));
    write(this.#switch, row.is_enabled ? "Disable" : "Enable");
    this.#showFigures(row, isKnown);
    this.#showTrouble(row, isKnown);
    this.tick();
  }

  /** Bring what counts seconds up to date. */
  tick() {
    const row = this.#row;
    if (!row || !isServerTimeKnown()) return;
    const isUnknown = this.#state.classList.contains("no_data");
    write(this.#since, isUnknown ? "" : age(row.since_at));
    write(this.#figures.last, row.last_sample_at ? `${age(row.last_sample_at)} ago` : "none yet");
  }

  #link(row) {
    const address = `/config/connections/${row.connection_id}`;
    this.#name.replaceChildren(make("a", { href: address }, row.connection_name));
    this.open.href = address;
    this.element.setAttribute("aria-label", row.connection_name);
    this.open.setAttribute("aria-label", `Open ${row.connection_name}`);
  }

  #showFigures(row, isKnown) {
    write(this.#figures.rate, isKnown ? `${rate(row.samples_per_s)} /s` : "–");
    const refused = row.refused_tags ? `, ${count(row.refused_tags)} refused` : "";
    write(this.#figures.tags, `${count(row.tags)}${refused}`);
    write(this.#figures.letters, count(row.dead_letters));
    write(this.#figures.spool, row.spool_samples ? `${counted(row.spool_samples, "sample")}, ${size(row.spool_bytes)}` : "");
    this.#figures.tags.classList.toggle("grave", row.refused_tags > 0);
    this.#figures.letters.classList.toggle("grave", row.dead_letters > 0);
    this.#figures.spool.parentElement.hidden = !row.spool_samples;
  }

  #showTrouble(row, isKnown) {
    const told = [];
    if (row.problem && row.is_enabled && isKnown) told.push([row.problem, row.hint, row.attempts > 1 ? `Tried ${counted(row.attempts, "time")}.` : ""]);
    if (row.ingester_problem && isKnown) told.push([row.ingester_problem, "", ""]);
    if (row.dropped_samples) told.push([`${counted(row.dropped_samples, "sample")} of ingester ${row.ingester} were lost: its spool was full.`, "Give it more room, or look why the database was away for so long.", ""]);
    const key = JSON.stringify(told);
    if (this.#trouble.dataset.key === key) return;
    this.#trouble.dataset.key = key;
    this.#trouble.hidden = told.length === 0;
    this.#trouble.replaceChildren(
      ...told.map(([problem, hint, more]) =>
        make("div", {}, make("p", {}, make("b", {}, problem)), hint ? make("p", {}, ...withCode(hint)) : null, more ? make("p", { class: "muted" }, more) : null),
      ),
    );
  }

  async #act(what) {
    const row = this.#row;
    showProblem(this.#refusal, null);
    this.element.setAttribute("aria-busy", "true");
    try {
      if (what === "reload") await reload(row);
      else if (what === "switch") await enable(row, !row.is_enabled);
      else if (await remove(row)) this.element.dispatchEvent(new CustomEvent("deleted", { bubbles: true, detail: row }));
      if (what === "reload") say(`${row.connection_name} is connected anew`);
    } catch (problem) {
      showProblem(this.#refusal, problem);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }
}
