// The course of one tag, drawn by uPlot: a value holds until the next, and the line breaks where
// nothing trustworthy is known. The server thins it out to what the pixels can show.

const HEIGHT = 260;
const PHONE_HEIGHT = 200;
const DAY = { weekday: "short", day: "numeric", month: "short" };
const SECOND = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

// A canvas knows no variables: an element is asked what colour it would have.
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** A chart in `place`, in plant time. `write` formats a value for people. */
export class TagTrend {
  #place;
  #zone;
  #write;
  #plot = null;
  #tag = null;
  #from = 0;
  #to = 0;
  #at = [];
  #values = [];
  #asked = 0;

  constructor(place, zone, write) {
    this.#place = place;
    this.#zone = zone;
    this.#write = write;
    new ResizeObserver(() => this.#fit()).observe(place);
  }

  get tag() {
    return this.#tag;
  }

  /** Draw a tag from `from` to `to` (ms). Resolves to what went wrong; nothing: null. */
  async load(tag, from, to) {
    const asked = (this.#asked += 1);
    this.#tag = tag;
    const url = new URL(`/api/tags/${tag}/trend`, location.href);
    const iso = (ms) => new Date(ms).toISOString();
    url.search = new URLSearchParams({ from: iso(from), to: iso(to), pixels: String(this.#place.clientWidth || 600) });
    const response = await fetch(url, { cache: "no-store" }).catch(() => null);
    const found = await response?.json().catch(() => null);
    if (asked !== this.#asked) return null; // another one was chosen meanwhile
    if (!response?.ok) return found?.error ?? "The server does not answer.";
    [this.#from, this.#to] = [from, to];
    this.#at = found.at_ms.map((ms) => ms / 1000);
    this.#values = found.values;
    this.#draw(found.unit);
    return null;
  }

  /** A value that has just come; null: nothing trustworthy is known any more. */
  push(ms, value) {
    const at = ms / 1000;
    if (!this.#plot || !(at > (this.#at.at(-1) ?? 0))) return;
    this.#at.push(at);
    this.#values.push(value);
    this.#show();
  }

  /** Let time pass: the drawing ends now. */
  slideTo(ms) {
    this.#from += ms - this.#to;
    this.#to = ms;
    if (this.#plot) this.#show();
  }

  redraw() {
    if (this.#plot) this.#draw(this.#plot.series[1].unit);
  }

  #show() {
    this.#plot.setData(this.#data(), false);
    this.#plot.setScale("x", { min: this.#from / 1000, max: this.#to / 1000 });
  }

  // The newest value holds until now.
  #data() {
    const last = this.#values.at(-1);
    const end = this.#to / 1000;
    if (last === undefined || last === null || this.#at.at(-1) >= end) return [this.#at, this.#values];
    return [[...this.#at, end], [...this.#values, last]];
  }

  #fit() {
    const width = this.#place.clientWidth;
    if (this.#plot && width && width !== this.#plot.width) this.#plot.setSize({ width, height: this.#plot.height });
  }

  #draw(unit) {
    this.#plot?.destroy();
    const format = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: this.#zone });
    const moment = format({ ...DAY, ...SECOND });
    const isShort = this.#to - this.#from < 600_000;
    const isLong = this.#to - this.#from > 129_600_000;
    const tick = format(isLong ? { day: "numeric", month: "short", hour: "2-digit" } : isShort ? SECOND : { hour: "2-digit", minute: "2-digit" });
    const [muted, hairline, text] = [colour("--muted"), colour("--hairline"), colour("--text")];
    const font = "14px system-ui, sans-serif";
    const width = this.#place.clientWidth || 600;
    const write = (value) => (value === null || value === undefined ? "–" : `${this.#write(value)}${unit ? ` ${unit}` : ""}`);
    this.#plot = new globalThis.uPlot(
      {
        width,
        height: width < 500 ? PHONE_HEIGHT : HEIGHT,
        tzDate: (seconds) => globalThis.uPlot.tzDate(new Date(seconds * 1000), this.#zone),
        scales: { x: { range: () => [this.#from / 1000, this.#to / 1000] } },
        axes: [
          { stroke: muted, font, grid: { show: false }, ticks: { stroke: hairline }, space: isLong ? 110 : 80, values: (_plot, ticks) => ticks.map((at) => tick.format(at * 1000)) },
          { stroke: muted, font, size: 76, grid: { stroke: hairline, width: 1 }, ticks: { stroke: hairline }, values: (_plot, ticks) => ticks.map((value) => this.#write(value)) },
        ],
        series: [
          { label: "At", value: (_plot, seconds) => (seconds === null || seconds === undefined ? "" : moment.format(seconds * 1000)) },
          { label: "Value", unit, stroke: text, width: 2, spanGaps: false, points: { show: false }, paths: globalThis.uPlot.paths.stepped({ align: 1 }), value: (_plot, value) => write(value) },
        ],
        cursor: { drag: { x: false, y: false }, y: false },
      },
      this.#data(),
      this.#place,
    );
  }
}
