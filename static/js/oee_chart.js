// The trend, drawn by uPlot in the colours of the page. The server has written every figure.

const HEIGHT = 300;
const PHONE_HEIGHT = 240;
const COLOURS = ["--text", "--curve-2", "--curve-3", "--curve-4", "--muted"];
const DASHES = [[], [10, 5], [3, 4], [12, 4, 3, 4], [2, 8]]; // told apart without colour, too
const WIDTHS = [3, 2, 2, 2, 2];
const HOUR_STEPS = [3_600, 7_200, 10_800, 14_400, 21_600, 43_200];
const DAY_STEPS = [86_400, 172_800, 604_800, 1_209_600, 2_592_000];
const DAY = { weekday: "short", day: "numeric", month: "short" };
const MINUTE = { hour: "2-digit", minute: "2-digit" };

// A canvas knows no variables: an element is asked what colour it would have.
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** A chart in `place`, redrawn where its data, its width or the page's colours change. */
export class Trend {
  #place;
  #text;
  #data;
  #plot = null;

  constructor(place) {
    this.#place = place;
    this.#read(place.dataset.chart);
    this.#draw();
    this.resizing = new ResizeObserver(() => this.#fit());
    this.resizing.observe(place);
  }

  get text() {
    return this.#text;
  }

  #read(text) {
    this.#text = text;
    this.#data = JSON.parse(text);
  }

  /** Draw it anew in the colours the page has now. */
  redraw() {
    this.#draw();
  }

  destroy() {
    this.resizing.disconnect();
    this.#plot?.destroy();
  }

  #fit() {
    const width = this.#place.clientWidth;
    if (width && width !== this.#plot.width) this.#plot.setSize({ width, height: this.#plot.height });
  }

  #draw() {
    this.#plot?.destroy();
    const { at, step, zone, curves } = this.#data;
    const moment = new Intl.DateTimeFormat("en-GB", { ...DAY, ...(step === "hour" && MINUTE), timeZone: zone });
    const [muted, hairline] = [colour("--muted"), colour("--hairline")];
    const font = "14px system-ui, sans-serif";
    const width = this.#place.clientWidth || 600;
    const series = curves.map(({ name, texts }, place) => ({
      label: name,
      stroke: colour(COLOURS[place % COLOURS.length]),
      width: WIDTHS[place % WIDTHS.length],
      dash: DASHES[place % DASHES.length],
      points: { show: at.length < 60 && name !== "Target", size: 6 },
      spanGaps: false,
      value: (_plot, _value, _series, index) => (index === null || index === undefined ? "" : texts[index]),
    }));
    this.#plot = new globalThis.uPlot(
      {
        width,
        height: width < 500 ? PHONE_HEIGHT : HEIGHT,
        tzDate: (seconds) => globalThis.uPlot.tzDate(new Date(seconds * 1000), zone),
        scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most ?? 1)] } },
        axes: [
          { stroke: muted, font, grid: { show: false }, ticks: { stroke: hairline }, space: 70, incrs: step === "day" ? DAY_STEPS : HOUR_STEPS, values: this.#labels(step, zone) },
          { stroke: muted, font, size: 64, grid: { stroke: hairline, width: 1 }, ticks: { stroke: hairline }, values: (_plot, ticks) => ticks.map((tick) => `${Math.round(tick * 100)} %`) },
        ],
        series: [{ label: step === "hour" ? "From" : "Date", value: (_plot, seconds) => (seconds === null || seconds === undefined ? "" : moment.format(seconds * 1000)) }, ...series],
        legend: { markers: { dash: (_plot, place) => (DASHES[(place - 1) % DASHES.length]?.length ? "dashed" : "solid") } },
        cursor: { drag: { x: false, y: false }, y: false },
      },
      [at, ...curves.map((curve) => curve.values)],
      this.#place,
    );
  }

  #labels(step, zone) {
    const form = step === "hour" ? MINUTE : { day: "numeric", month: "short" };
    const format = new Intl.DateTimeFormat("en-GB", { ...form, timeZone: zone });
    return (_plot, ticks) => ticks.map((tick) => format.format(tick * 1000));
  }
}

/** Call back when the page comes to look different: theme, mode, or paper. */
export function whenColoursChange(callback) {
  new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ["data-theme", "data-mode"] });
  for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", callback);
}
