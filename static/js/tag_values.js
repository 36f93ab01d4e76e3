// Live values of a machine: a button each, and the course of the one that is pressed.

import { whenColoursChange } from "./oee_chart.js";
import { TagTrend } from "./tag_trend.js";
import { duration, isServerTimeKnown, serverNow, write } from "./time.js";

const AGAIN_MS = 60_000; // what was drawn point by point is thinned out anew

const number = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 });

/** Whether nothing trustworthy is known: the two highest bits of the status code say so. */
const isBad = (tag) => tag.at !== null && Math.floor(tag.quality / 2 ** 30) >= 2;

/** A value for people; web/page.py writes by the same rules. */
export function valueText(tag) {
  if (tag.at === null) return "–";
  if (isBad(tag)) return "no data";
  if (tag.label !== null) return tag.label;
  return tag.value === null ? (tag.text ?? "–") : number.format(tag.value);
}

/** Take charge of the values below `root`. `period()` tells what the page shows, in ms. */
export class TagValues {
  #root;
  #period;
  #trend;
  #drawnAt = 0;

  constructor(root, zone, period) {
    this.#root = root;
    this.#period = period;
    this.#trend = new TagTrend(root.querySelector("[data-chart-place]"), zone, (value) => number.format(value));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tag]");
      if (button) this.#choose(button);
    });
    whenColoursChange(() => this.#trend.redraw());
    const first = root.querySelector('[data-role="value"]:not([data-text])');
    if (first) this.#choose(first);
  }

  /** Whether these are the tags the page was drawn with. */
  knows(tags) {
    const shown = [...this.#root.querySelectorAll("[data-tag]")].map((button) => button.dataset.tag);
    return shown.join() === tags.map((tag) => tag.tag_id).join();
  }

  take(tags) {
    for (const tag of tags) {
      const button = this.#button(tag.tag_id);
      const isNew = button.dataset.at !== (tag.at ?? "");
      button.dataset.at = tag.at ?? "";
      button.classList.toggle("bad", isBad(tag));
      write(button.querySelector("[data-value]"), valueText(tag));
      if (isNew && this.#trend.tag === tag.tag_id) this.#trend.push(Date.parse(tag.at), isBad(tag) ? null : tag.value);
    }
  }

  /** Once a second: ages, and the drawing where it ends now. */
  tick() {
    if (!isServerTimeKnown()) return;
    for (const button of this.#root.querySelectorAll("[data-tag]")) {
      const at = Date.parse(button.dataset.at);
      write(button.querySelector("[data-age]"), Number.isNaN(at) ? "never" : `${duration(serverNow() - at)} ago`);
    }
    if (this.#trend.tag === null || !this.#period().isSliding) return;
    if (Date.now() - this.#drawnAt > AGAIN_MS) this.#draw(this.#trend.tag);
    else this.#trend.slideTo(serverNow());
  }

  #button(tag) {
    return this.#root.querySelector(`[data-tag="${tag}"]`);
  }

  #choose(button) {
    for (const other of this.#root.querySelectorAll("[data-tag]")) other.setAttribute("aria-pressed", String(other === button));
    const figure = this.#root.querySelector("[data-trend]");
    const isText = "text" in button.dataset;
    figure.hidden = isText;
    if (isText) return;
    write(figure.querySelector("[data-trend-name]"), button.querySelector("span").textContent);
    this.#draw(Number(button.dataset.tag));
  }

  async #draw(tag) {
    this.#drawnAt = Date.now();
    const { from, to } = this.#period();
    const problem = await this.#trend.load(tag, from, to);
    write(this.#root.querySelector("[data-trend-note]"), problem ?? "");
  }
}
