// The last step: save, and watch the first values come in.

import { WORDS } from "../machines.js";
import { write } from "../time.js";
import { ask } from "./api.js";
import { make, reshape, say, shape } from "./element.js";
import { showProblem } from "./problem.js";
import { count, counted, describe } from "./states.js";

export class SaveStep {
  name = "save";
  isForwardHidden = true;
  isBusy = false;
  #wizard;
  #refusal = make("div", { hidden: true });
  #again = make("button", { type: "button", class: "primary", hidden: true, onclick: () => this.#save() }, "Save again");
  #outcome = make("div", { class: "outcome", hidden: true });
  #shape = shape("waiting");
  #word = make("b", { class: "word" });
  #state = make("p", { class: "state neutral" }, this.#shape, make("span", {}, this.#word));
  #said = make("p", {});
  #machines = make("ul", { class: "arrivals" });
  #links = make("p", { class: "bar" });
  #tiles = new Map(); // machine_name in lower case → its parts
  #row = null;

  constructor(wizard) {
    this.#wizard = wizard;
    this.#outcome.append(this.#state, this.#said, this.#machines, this.#links);
    this.element = make("div", {}, this.#refusal, this.#again, this.#outcome);
  }

  enter() {
    this.#save();
  }

  finish() {
    return false;
  }

  /** Connection first, then its tags. What failed can be mended, and is saved on top of the first. */
  async #save() {
    const { draft, backTo } = this.#wizard;
    showProblem(this.#refusal, null);
    this.#again.hidden = true;
    this.isBusy = true;
    this.#wizard.update();
    let at = "settings";
    try {
      const body = { name: draft.name, protocol: draft.protocol.protocol, config: draft.config, secrets: draft.secrets, ingester: draft.ingester };
      const saved = draft.connectionId
        ? await ask("PUT", `/api/connections/${draft.connectionId}`, body)
        : await ask("POST", "/api/connections", { ...body, is_enabled: true });
      [draft.connectionId, draft.savedName] = [saved.connection_id, saved.connection_name];
      at = "map";
      if (draft.tags.length) await ask("PUT", `/api/connections/${draft.connectionId}/tags`, { tags: draft.tags });
      draft.isSaved = true;
      this.#show(saved);
    } catch (problem) {
      if (problem.status === 400 || problem.status === 409) {
        backTo(at);
        this.#wizard.refuse(at, problem);
        return;
      }
      showProblem(this.#refusal, problem);
      this.#again.hidden = false;
    } finally {
      this.isBusy = false;
      this.#wizard.update();
    }
  }

  #show(saved) {
    const { draft } = this.#wizard;
    say(`“${draft.name}” is saved`);
    this.#outcome.hidden = false;
    this.#links.replaceChildren(
      make("a", { class: "button primary", href: "/" }, "To the floor"),
      make("a", { class: "button", href: `/config/connections/${draft.connectionId}` }, `Open “${draft.name}”`),
      make("a", { class: "button", href: "/config/connections/new" }, "Connect another"),
    );
    const names = [...new Set(draft.tags.map((tag) => tag.machine).filter(Boolean))];
    this.#machines.replaceChildren(...names.map((name) => this.#arrival(name)));
    if (saved.note) this.#links.before(make("p", { class: "muted" }, saved.note));
    this.take({ topic: "connections", upsert: [this.#row ?? saved] });
  }

  #arrival(name) {
    const parts = { shape: shape("no_data"), word: make("i", {}, WORDS.no_data), values: make("small", {}, "no value yet"), status: null, seen: 0 };
    parts.tags = this.#wizard.draft.tags.filter((tag) => tag.machine === name).length;
    parts.element = make(
      "li",
      { "data-arrival": name },
      make("a", { href: `/machines/${encodeURIComponent(name)}`, class: "arrival no_data" }, parts.shape, make("span", {}, make("b", {}, name), parts.values), parts.word),
    );
    this.#tiles.set(name.toLowerCase(), parts);
    return parts.element;
  }

  /** Take over what the feed tells. */
  take({ topic, upsert }) {
    const { draft } = this.#wizard;
    for (const row of upsert) {
      if (topic === "connections" && row.connection_name === draft.name) this.#row = row;
      const parts = topic === "connections" ? undefined : this.#tiles.get(row.machine_name.toLowerCase());
      if (!parts) continue;
      if (topic === "tags") parts.seen = row.tags.filter((tag) => tag.connection_name === draft.name && tag.at !== null).length;
      if (topic === "machines") this.#turn(parts, row.status);
    }
    this.tick();
  }

  #turn(parts, status) {
    reshape(parts.shape, status);
    parts.element.firstElementChild.className = `arrival ${status}`;
    write(parts.word, WORDS[status]);
  }

  tick() {
    if (this.#outcome.hidden || !this.#row) return;
    const { draft, live, ingesters } = this.#wizard;
    const { kind, shape: name, word } = describe(this.#row, { isStale: live.isLost, isIngesterAlive: ingesters.isAlive(draft.ingester) });
    const isLive = kind === "operational" && this.#row.samples > 0;
    this.#state.className = `state ${kind}`;
    reshape(this.#shape, name);
    write(this.#word, isLive ? "live" : word);
    write(this.#said, this.#sentence(isLive));
    for (const parts of this.#tiles.values()) write(parts.values, parts.seen ? `${count(parts.seen)} of ${counted(parts.tags, "value")}` : "no value yet");
  }

  #sentence(isLive) {
    const { problem, hint, samples } = this.#row;
    if (problem) return [problem, hint].filter(Boolean).join(" ");
    if (isLive) return `${counted(samples, "sample")} so far. Every change is on every screen from now on.`;
    return this.#wizard.draft.tags.length ? "Saved. Waiting for the first values." : "Saved, without tags: nothing is read yet.";
  }
}
