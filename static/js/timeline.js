// The state timeline: it slides with time, tells about the interval under pointer or keys, and a
// part of it that is dragged across opens larger.

import { serverNow } from "./time.js";

const DRAG_PX = 6;
const SHORTEST_MS = 60_000;

const bars = (svg) =>
  [...svg.querySelectorAll("rect.bar")].sort((one, other) => one.x.baseVal.value - other.x.baseVal.value);

/** Take charge of the timeline below `root`. `open(from, to)` shows another window, in ms. */
export class Timeline {
  #svg;
  #begin;
  #span;
  #shift = 0;
  #readout;
  #silent;
  #from = null;

  constructor(root, open) {
    this.#svg = root.querySelector("[data-timeline]");
    this.#begin = Number(this.#svg.dataset.begin);
    this.#span = Number(this.#svg.dataset.span) * 1000;
    this.#readout = root.querySelector("[data-readout]");
    this.#silent = this.#readout.textContent;
    this.#svg.addEventListener("pointermove", (event) => this.#move(event));
    this.#svg.addEventListener("pointerleave", () => this.#read(null));
    this.#svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.#svg.addEventListener("pointerup", (event) => this.#up(event, open));
    this.#svg.addEventListener("pointercancel", () => this.#pick(null));
    this.#svg.addEventListener("keydown", (event) => this.#key(event));
    this.#svg.addEventListener("blur", () => this.#read(null));
  }

  get isBusy() {
    return this.#from !== null;
  }

  get isSliding() {
    return "sliding" in this.#svg.dataset;
  }

  /** How long one pixel lasts, in ms: there is no use in drawing more often. */
  get pixelMs() {
    return this.#span / Math.max(this.#svg.clientWidth, 1);
  }

  /** Let time pass: now stays at the right edge. */
  slide() {
    if (!this.isSliding) return;
    const shift = Math.max(serverNow() - this.#begin - this.#span, 0) / 1000;
    const span = this.#span / 1000;
    if ((shift - this.#shift) * 1000 < Math.min(this.pixelMs, 60_000)) return;
    this.#shift = shift;
    this.#svg.querySelector(".bars").setAttribute("viewBox", `${shift.toFixed(1)} 0 ${span} 48`);
    for (const tick of this.#svg.querySelectorAll(".tick")) {
      const [line, text] = [tick.querySelector("line"), tick.querySelector("text")];
      const x = `${(((Number(text.dataset.at) - shift) / span) * 100).toFixed(3)}%`;
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
      text.setAttribute("x", x);
      if (Number(text.dataset.at) < shift) tick.remove(); // it has slid out of the window
    }
  }

  #x(event) {
    const { left, width } = this.#svg.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - left) / width, 0), 1);
  }

  #read(bar) {
    for (const other of this.#svg.querySelectorAll(".read")) other.classList.remove("read");
    bar?.classList.add("read");
    this.#readout.textContent = bar?.querySelector("title")?.textContent ?? this.#silent;
    this.#readout.parentElement.classList.toggle("reading", bar !== null);
  }

  #move(event) {
    if (this.#from !== null) this.#pick(this.#x(event));
    else this.#read(event.target.closest("rect.bar"));
  }

  #down(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.#from = this.#x(event);
    this.#svg.setPointerCapture(event.pointerId);
  }

  #up(event, open) {
    if (this.#from === null) return;
    const [from, to] = [this.#from, this.#x(event)].sort((one, other) => one - other);
    this.#pick(null);
    if ((to - from) * this.#svg.clientWidth < DRAG_PX) return;
    const at = (share) => this.#begin + this.#shift * 1000 + share * this.#span;
    open(at(from), Math.max(at(to), at(from) + SHORTEST_MS));
  }

  #pick(to) {
    const picked = this.#svg.querySelector("[data-picked]");
    if (to === null) {
      this.#from = null;
      picked.setAttribute("width", "0");
      return;
    }
    picked.setAttribute("x", `${Math.min(this.#from, to) * 100}%`);
    picked.setAttribute("width", `${Math.abs(this.#from - to) * 100}%`);
  }

  #key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (!(event.key in steps)) return;
    const all = bars(this.#svg);
    if (!all.length) return;
    const at = all.findIndex((bar) => bar.classList.contains("read"));
    const next = at < 0 ? all.length - 1 : Math.min(Math.max(at + steps[event.key], 0), all.length - 1);
    this.#read(all[next]);
    event.preventDefault();
  }
}
