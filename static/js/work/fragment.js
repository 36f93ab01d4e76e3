// A part of a page that the server draws again when orders change. Nothing moves under a finger,
// and a reader keeps place, focus and what is unfolded.

const GATHER_MS = 60; // changes seldom come alone
const RETRY_MS = 2_000;
const HANDS_OFF_MS = 1_200;
const FRESH_MS = 700;

export class Fragment extends EventTarget {
  #selector;
  #name;
  #due = null;
  #isAsking = false;
  #isStaleAgain = false;
  #touchedAt = 0;
  #isTouched = false;

  /** `selector` finds the part, in the page and in what the server answers to ?fragment=`name`.
   *  Event: "drawn". */
  constructor(selector, name = "1") {
    super();
    this.#selector = selector;
    this.#name = name;
    addEventListener("pointerdown", () => this.#touch(true), { passive: true });
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => this.#touch(false), { passive: true });
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  get element() {
    return document.querySelector(this.#selector);
  }

  /** Ask for it again, soon. */
  refresh(wait = GATHER_MS) {
    if (this.#isAsking) this.#isStaleAgain = true;
    else this.#due ??= setTimeout(() => this.#ask(), wait);
  }

  #touch(isTouched) {
    this.#touchedAt = Date.now();
    this.#isTouched = isTouched;
  }

  async #ask() {
    this.#due = null;
    if (document.hidden) return;
    this.#isAsking = true;
    const url = new URL(location.href);
    const asked = url.search;
    url.searchParams.set("fragment", this.#name);
    const response = await fetch(url, { cache: "no-store" }).catch(() => null);
    const text = response?.ok ? await response.text() : null;
    const drawn = text && new DOMParser().parseFromString(text, "text/html").querySelector(this.#selector);
    if (drawn) await this.#handsOff();
    this.#isAsking = false;
    const isForNow = asked === location.search; // else the reader has chosen something else
    if (drawn && isForNow) this.#swap(document.adoptNode(drawn));
    const mustAgain = this.#isStaleAgain || !isForNow;
    this.#isStaleAgain = false;
    if (!drawn) this.refresh(RETRY_MS);
    else if (mustAgain) this.refresh();
  }

  async #handsOff() {
    for (;;) {
      const wait = this.#isTouched ? HANDS_OFF_MS : this.#touchedAt + HANDS_OFF_MS - Date.now();
      if (wait <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 200)));
    }
  }

  #swap(drawn) {
    const shown = this.element;
    const places = placesOf(shown);
    const habits = habitsOf(shown);
    shown.replaceWith(drawn);
    restore(drawn, habits);
    for (const [id, card] of cardsOf(drawn)) {
      if (places.get(id) === card.dataset.status) continue;
      card.classList.add("fresh");
      setTimeout(() => card.classList.remove("fresh"), FRESH_MS);
    }
    this.dispatchEvent(new Event("drawn"));
  }
}

const cardsOf = (root) => [...root.querySelectorAll("[data-order]")].map((card) => [card.dataset.order, card]);
const placesOf = (root) => new Map(cardsOf(root).map(([id, card]) => [id, card.dataset.status]));
const scrollers = (root) => [...root.querySelectorAll("[data-columns], .scroll, ol")];

function habitsOf(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  return {
    open: [...root.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep),
    scrolls: scrollers(root).map((one) => [one.scrollLeft, one.scrollTop]),
    order: focused?.closest("[data-order]")?.dataset.order,
    act: focused?.dataset.act,
    href: focused?.getAttribute("href"),
  };
}

function restore(root, { open, scrolls, order, act, href }) {
  for (const name of open) root.querySelector(`details[data-keep="${name}"]`)?.setAttribute("open", "");
  scrollers(root).forEach((one, place) => one.scrollTo(...(scrolls[place] ?? [0, 0])));
  if (order === undefined && !href) return;
  const card = order === undefined ? null : root.querySelector(`[data-order="${order}"]`);
  const same = act ? card?.querySelector(`[data-act="${act}"]`) : null;
  const link = href ? root.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
  (same ?? (card?.matches("a") ? card : card?.querySelector("a, button")) ?? link)?.focus({ preventScroll: true });
}
