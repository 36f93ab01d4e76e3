// Zoom and pan the map: wheel, pinch, drag, and keys. It moves the viewBox, nothing else.

const MOST = 8;
const WHEEL = 0.0016;
const STEP = 1.4;
const DRAG_PX = 4; // less is a click with an unsteady hand

/** `box` zoomed by `factor` around a point, and kept within `whole`. Pure. */
export function zoomed(box, whole, factor, x, y) {
  const width = Math.min(whole.width, Math.max(whole.width / MOST, box.width / factor));
  const ratio = width / box.width;
  const moved = {
    x: x - (x - box.x) * ratio,
    y: y - (y - box.y) * ratio,
    width,
    height: box.height * ratio,
  };
  return within(moved, whole);
}

/** `box` pushed back until it shows no more than there is. Pure. */
export function within(box, whole) {
  const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));
  return {
    ...box,
    x: clamp(box.x, whole.x, whole.x + whole.width - box.width),
    y: clamp(box.y, whole.y, whole.y + whole.height - box.height),
  };
}

export class Zoom {
  #map = null;
  #whole = null;
  #box = null;
  #pointers = new Map();
  #moved = 0;

  constructor() {
    addEventListener("resize", () => this.#map && this.#fit());
  }

  /** Take charge of a map that has just been drawn; one drawn again stays where it was. */
  attach(map) {
    const isAgain = this.#map !== null && map !== null;
    const before = this.#box;
    this.#map = map;
    if (!map) return;
    const [x, y, width, height] = map.getAttribute("viewBox").split(" ").map(Number);
    this.#whole = { x, y, width, height };
    this.#box = isAgain && this.isZoomed(before) ? within(before, this.#whole) : this.#whole;
    this.#draw();
    map.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    map.addEventListener("pointerdown", (event) => this.#down(event));
    map.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) map.addEventListener(end, (event) => this.#up(event));
    map.addEventListener("click", (event) => this.#click(event), { capture: true });
    map.addEventListener("dragstart", (event) => event.preventDefault());
  }

  isZoomed(box = this.#box) {
    return box !== null && box.width < this.#whole.width - 0.5;
  }

  /** One step closer or farther, around the focused tile or the middle. */
  step(isCloser) {
    if (!this.#map) return;
    const tile = this.#map.querySelector("a.t:focus");
    const at = tile ? this.#centre(tile) : { x: this.#box.x + this.#box.width / 2, y: this.#box.y + this.#box.height / 2 };
    this.#set(zoomed(this.#box, this.#whole, isCloser ? STEP : 1 / STEP, at.x, at.y));
  }

  reset() {
    if (this.#map) this.#set(this.#whole);
  }

  /** Bring a tile into view, moving as little as possible. */
  show(tile) {
    if (!this.#map?.contains(tile) || !this.isZoomed()) return;
    const at = this.#centre(tile);
    const { x, y, width, height } = this.#box;
    const isInside = at.x > x && at.x < x + width && at.y > y && at.y < y + height;
    if (!isInside) this.#set(within({ ...this.#box, x: at.x - width / 2, y: at.y - height / 2 }, this.#whole));
  }

  #fit() {
    this.#set(within(this.#box, this.#whole));
  }

  #set(box) {
    this.#box = box;
    this.#draw();
  }

  #draw() {
    const { x, y, width, height } = this.#box;
    this.#map.setAttribute("viewBox", [x, y, width, height].map((number) => +number.toFixed(2)).join(" "));
    this.#map.classList.toggle("zoomed", this.isZoomed());
  }

  #point(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#map.getScreenCTM().inverse());
  }

  #centre(tile) {
    const { x, y, width, height } = tile.getBoundingClientRect();
    return this.#point({ clientX: x + width / 2, clientY: y + height / 2 });
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const speed = event.ctrlKey ? 5 : 1; // a pinch on a touch pad comes as a wheel with Ctrl
    const at = this.#point(event);
    this.#set(zoomed(this.#box, this.#whole, Math.exp(-event.deltaY * lines * WHEEL * speed), at.x, at.y));
  }

  #down(event) {
    if (event.button !== 0) return;
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, event);
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    this.#moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (this.#moved < DRAG_PX) return;
    // captured only now: a captured pointer would take the click away from the tile
    if (!this.#map.hasPointerCapture(event.pointerId)) this.#map.setPointerCapture(event.pointerId);
    this.#map.classList.add("moving");
    const [from, to] = [this.#point(before), this.#point(event)];
    const other = [...this.#pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
      const still = this.#point(other);
      const factor = Math.hypot(to.x - still.x, to.y - still.y) / (Math.hypot(from.x - still.x, from.y - still.y) || 1);
      this.#set(zoomed(this.#box, this.#whole, factor, still.x, still.y));
    } else {
      this.#set(within({ ...this.#box, x: this.#box.x + from.x - to.x, y: this.#box.y + from.y - to.y }, this.#whole));
    }
    this.#pointers.set(event.pointerId, event);
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size === 0) this.#map.classList.remove("moving");
  }

  #click(event) {
    if (this.#moved < DRAG_PX) return;
    event.preventDefault();
    event.stopPropagation();
    this.#moved = 0;
  }
}
