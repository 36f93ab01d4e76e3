// The map one edits: tiles on a grid, moved and resized by pointer or keys. What is done comes
// back as a change of one machine; drawing follows from the model alone.

const SVG = "http://www.w3.org/2000/svg";
const CELL = 24;
const GAP = 4;
const MARGIN = 4; // empty cells around what stands there, to move into
const HANDLE = 14;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function draw(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The map of one plant. `change(id, {…})` is called at the end of a move, `choose(id)` on a click. */
export class LayoutMap {
  #svg;
  #change;
  #choose;
  #drag = null;
  #size = [0, 0];

  constructor(svg, { change, choose }) {
    this.#svg = svg;
    this.#change = change;
    this.#choose = choose;
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", () => this.#up());
    svg.addEventListener("pointercancel", () => this.#cancel());
    svg.addEventListener("keydown", (event) => this.#key(event));
    svg.addEventListener("focusin", (event) => this.#pick(event));
  }

  /** `machines` of this plant; `clashing` and `chosen` are ids. */
  show(machines, lines, clashing, chosen) {
    const focused = document.activeElement?.closest?.("[data-id]")?.dataset.id;
    const right = Math.max(24, ...machines.map((one) => one.map_x + one.map_width)) + MARGIN;
    const bottom = Math.max(8, ...machines.map((one) => one.map_y + one.map_height)) + MARGIN;
    this.#size = [right, bottom];
    this.#svg.setAttribute("viewBox", `0 0 ${right * CELL} ${bottom * CELL}`);
    this.#svg.replaceChildren(...this.#grid(right, bottom), ...this.#names(machines, lines), ...machines.map((one) => this.#tile(one, clashing, chosen)));
    if (focused) this.#svg.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  #grid(right, bottom) {
    const columns = Array.from({ length: right + 1 }, (_, x) => `M${x * CELL} 0V${bottom * CELL}`);
    const rows = Array.from({ length: bottom + 1 }, (_, y) => `M0 ${y * CELL}H${right * CELL}`);
    return [draw("path", { class: "grid", d: [...columns, ...rows].join("") })];
  }

  // A line's name stands above the first of its tiles, as on the map of the floor.
  #names(machines, lines) {
    return lines.flatMap((line) => {
      const own = machines.filter((one) => one.line_id === line.line_id);
      if (!own.length) return [];
      const x = Math.min(...own.map((one) => one.map_x)) * CELL + GAP / 2;
      const y = Math.min(...own.map((one) => one.map_y)) * CELL - 7;
      const text = draw("text", { class: "line", x, y });
      text.textContent = line.line_name;
      return [text];
    });
  }

  #tile(one, clashing, chosen) {
    const [width, height] = [one.map_width * CELL - GAP, one.map_height * CELL - GAP];
    const rect = draw("rect", { width, height, rx: 6 });
    const text = draw("text", { x: width / 2, y: height / 2 + 6 });
    text.textContent = one.short_name;
    const handle = draw("rect", { class: "handle", x: width - HANDLE, y: height - HANDLE, width: HANDLE, height: HANDLE, rx: 3, "data-handle": "" });
    const isClashing = clashing.has(one.machine_id);
    const place = `column ${one.map_x}, row ${one.map_y}, ${one.map_width} by ${one.map_height}`;
    return draw(
      "g",
      {
        class: ["tile", isClashing && "clash", one.machine_id === chosen && "chosen"].filter(Boolean).join(" "),
        transform: `translate(${one.map_x * CELL + GAP / 2} ${one.map_y * CELL + GAP / 2})`,
        tabindex: 0, role: "button", "data-id": one.machine_id,
        "aria-pressed": one.machine_id === chosen,
        "aria-label": `${one.machine_name}, ${place}${isClashing ? ", stands on another" : ""}`,
        "data-x": one.map_x, "data-y": one.map_y, "data-width": one.map_width, "data-height": one.map_height,
      },
      rect, text, handle,
    );
  }

  #cells(event) {
    const box = this.#svg.getBoundingClientRect();
    const scale = (this.#size[0] * CELL) / box.width;
    return [((event.clientX - box.left) * scale) / CELL, ((event.clientY - box.top) * scale) / CELL];
  }

  #down(event) {
    const tile = event.target.closest?.("[data-id]");
    if (!tile || event.button !== 0) return;
    event.preventDefault();
    tile.focus({ preventScroll: true });
    const { x, y, width, height } = tile.dataset;
    this.#drag = {
      id: Number(tile.dataset.id),
      isResize: event.target.hasAttribute("data-handle"),
      from: this.#cells(event),
      start: { map_x: Number(x), map_y: Number(y), map_width: Number(width), map_height: Number(height) },
      now: null,
    };
    this.#svg.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.#drag) return;
    const [x, y] = this.#cells(event);
    const [dx, dy] = [Math.round(x - this.#drag.from[0]), Math.round(y - this.#drag.from[1])];
    const { map_x, map_y, map_width, map_height } = this.#drag.start;
    this.#drag.now = this.#drag.isResize
      ? { map_width: Math.max(1, map_width + dx), map_height: Math.max(1, map_height + dy) }
      : { map_x: Math.max(0, map_x + dx), map_y: Math.max(0, map_y + dy) };
    this.#preview({ ...this.#drag.start, ...this.#drag.now });
  }

  #preview({ map_x, map_y, map_width, map_height }) {
    const tile = this.#svg.querySelector(`[data-id="${this.#drag.id}"]`);
    const [width, height] = [map_width * CELL - GAP, map_height * CELL - GAP];
    tile.setAttribute("transform", `translate(${map_x * CELL + GAP / 2} ${map_y * CELL + GAP / 2})`);
    const [rect, text, handle] = tile.children;
    rect.setAttribute("width", width);
    rect.setAttribute("height", height);
    text.setAttribute("x", width / 2);
    text.setAttribute("y", height / 2 + 6);
    handle.setAttribute("x", width - HANDLE);
    handle.setAttribute("y", height - HANDLE);
  }

  #up() {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.now) this.#change(drag.id, drag.now);
  }

  #cancel() {
    if (this.#drag) this.#preview(this.#drag.start);
    this.#drag = null;
  }

  #key(event) {
    const tile = event.target.closest("[data-id]");
    const step = STEPS[event.key];
    if (!tile || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { id, x, y, width, height } = tile.dataset;
    const change = event.shiftKey
      ? { map_width: Number(width) + step[0], map_height: Number(height) + step[1] }
      : { map_x: Number(x) + step[0], map_y: Number(y) + step[1] };
    this.#change(Number(id), change);
  }

  #pick(event) {
    const tile = event.target.closest("[data-id]");
    if (tile) this.#choose(Number(tile.dataset.id));
  }
}
