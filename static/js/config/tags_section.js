// The tags of a stored connection: what is read and what it means, changed and saved as a whole.

import { ask, Device } from "./api.js";
import { make, say } from "./element.js";
import { Finder } from "./finder.js";
import { Mapping } from "./mapping.js";
import { Picks } from "./picks.js";
import { showProblem } from "./problem.js";
import { counted } from "./states.js";
import { extended, groupsFromTags, seenOf } from "./tag_map.js";

export class TagsSection {
  isDirty = false;
  #page;
  #path;
  #device;
  #mapping;
  #stored = 0; // so many tags are stored
  #picks = new Picks();
  #save = make("button", { type: "button", class: "primary", disabled: true, onclick: () => this.#store() }, "Save tags");
  #undo = make("button", { type: "button", hidden: true, onclick: () => this.load() }, "Undo changes");
  #note = make("span", { class: "muted", role: "status" });
  #bar;
  #refusal = make("div", { hidden: true });
  #adding = make("details", { class: "more adding" }, make("summary", {}, "Add tags from the device"));

  constructor(page, place) {
    this.#page = page;
    this.#path = `/api/connections/${page.id}`;
    this.#device = new Device(page.id);
    this.#mapping = new Mapping(page.choices, (addresses) => this.#read(addresses), () => this.#mark(true));
    const { element } = this.#mapping;
    for (const name of ["input", "moved"]) element.addEventListener(name, () => this.#mark(true));
    this.#adding.addEventListener("toggle", () => this.#adding.open && this.#find());
    this.#bar = make("p", { class: "bar" }, this.#save, this.#undo, this.#note);
    place.append(this.#adding, this.#refusal, element, this.#bar);
  }

  /** Show the tags as they are stored. */
  async load() {
    showProblem(this.#refusal, null);
    try {
      const { tags } = await ask("GET", `${this.#path}/tags`);
      this.#draw(tags);
    } catch (problem) {
      showProblem(this.#refusal, problem);
    }
  }

  /** A row of the feed: somebody else may have changed the tags. */
  told(row) {
    if (this.#stored !== row.tags && !this.isDirty && this.#page.isLoaded) this.load();
  }

  forget() {
    this.isDirty = false;
  }

  #draw(tags) {
    this.#stored = tags.length;
    this.#page.isLoaded = true;
    this.#mapping.draw(groupsFromTags(tags));
    this.#mapping.values.start();
    this.#mark(false);
    if (!tags.length) this.#adding.open = true;
  }

  #mark(isDirty) {
    this.isDirty = isDirty;
    this.#save.disabled = !isDirty;
    this.#undo.hidden = !isDirty;
    this.#bar.classList.toggle("steer", isDirty);
    if (isDirty) this.#note.textContent = "";
  }

  // what is stored is known by the database; only what was just picked is asked of the device
  async #read(addresses) {
    const { tags } = await ask("GET", `${this.#path}/tags`);
    const known = new Map(tags.map((tag) => [tag.address, tag]));
    const unknown = addresses.filter((address) => !known.has(address));
    const nodes = unknown.length ? await this.#device.read(unknown) : [];
    return addresses.map((address) => {
      const tag = known.get(address);
      if (!tag) return nodes[unknown.indexOf(address)];
      return seenOf(tag);
    });
  }

  async #store() {
    if (!this.#mapping.check()) return;
    this.#save.disabled = true;
    try {
      const { tags } = await ask("PUT", `${this.#path}/tags`, { tags: this.#mapping.tags });
      this.#draw(tags);
      this.#note.textContent = `Saved: ${counted(tags.length, "tag")}.`;
      say(this.#note.textContent);
    } catch (problem) {
      this.#save.disabled = false;
      this.#mapping.refuse(problem);
    }
  }

  #find() {
    if (this.#adding.children.length > 1) return;
    const connector = this.#page.ingesters.connectors?.find((one) => one.protocol === this.#page.protocol);
    const finder = new Finder(this.#device, this.#picks, connector?.can_browse ?? true);
    const add = make("button", { type: "button", class: "primary", onclick: () => this.#add() }, "Add what is picked");
    this.#adding.append(finder.element, make("p", { class: "bar" }, add));
    finder.load(false);
  }

  #add() {
    if (!this.#picks.size) return;
    this.#mapping.draw(extended(this.#mapping.groups, this.#picks, this.#page.choices));
    this.#picks.clear();
    this.#adding.open = false;
    this.#mark(true);
    this.#mapping.element.scrollIntoView({ block: "start" });
  }
}
