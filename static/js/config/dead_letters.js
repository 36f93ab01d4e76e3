// Samples that could not be stored, with the reason: nothing is lost silently.

import { ask } from "./api.js";
import { make } from "./element.js";
import { showProblem, withCode } from "./problem.js";
import { count, counted } from "./states.js";

export class DeadLetters {
  #path;
  #place;
  #instant;
  #known = null; // so many the feed told of when they were last asked for
  #isAsking = false;
  #onTotal;

  /** `onTotal(number)` is told how many there are of this connection. */
  constructor(connectionId, zone, place, onTotal) {
    this.#onTotal = onTotal;
    this.#path = `/api/connections/${connectionId}/dead-letters`;
    this.#place = place;
    this.#instant = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });
  }

  /** The feed told how many its ingester has. */
  told(number) {
    if (number === this.#known || this.#isAsking) return;
    this.#known = number;
    this.#load();
  }

  async #load() {
    this.#isAsking = true;
    try {
      this.#draw(await ask("GET", this.#path));
    } catch (problem) {
      showProblem(this.#place, problem);
      this.#known = null; // asked for again with the next row of the feed
    } finally {
      this.#isAsking = false;
    }
  }

  #draw({ total, dead_letters: letters }) {
    this.#onTotal(total);
    if (!total) {
      this.#place.replaceChildren(make("p", { class: "muted" }, "None: every sample was stored."));
      return;
    }
    const titles = ["Refused at", "Tag", "Its time", "Value", "Why"];
    this.#place.replaceChildren(
      make("p", { class: "muted" }, letters.length < total ? `The newest ${count(letters.length)} of ${counted(total, "sample")}.` : counted(total, "sample")),
      make(
        "div",
        { class: "scroll", role: "region", tabindex: "0", "aria-label": "Dead letters" },
        make(
          "table",
          {},
          make("thead", {}, make("tr", {}, titles.map((title) => make("th", { scope: "col" }, title)))),
          make("tbody", {}, letters.map((letter) => this.#row(letter))),
        ),
      ),
    );
  }

  #row(letter) {
    const at = (instant) => (instant ? this.#instant.format(Date.parse(instant)) : "–");
    return make(
      "tr",
      {},
      make("td", {}, at(letter.recorded_at)),
      make("td", {}, letter.tag_name ?? "–"),
      make("td", {}, at(letter.at)),
      make("td", {}, letter.text_value ?? String(letter.value ?? "–")),
      make("td", {}, letter.reason, letter.hint ? make("small", {}, ...withCode(letter.hint)) : null),
    );
  }
}
