// The list of a phone keeps its order: the gravest first, within a state the longest first.

const SEVERITY = { down: 0, warning: 1, no_data: 2, operational: 3 };
const HANDS_OFF_MS = 1_500;

/** Which of two machines comes first. Pure. */
export const byUrgency = (one, other) =>
  SEVERITY[one.status] - SEVERITY[other.status] || (one.since ?? Infinity) - (other.since ?? Infinity) || 0;

export class PhoneList {
  #machines;
  #touchedAt = 0;
  #timer = null;

  constructor(machines) {
    this.#machines = machines;
    // a row must not slip away under a finger
    addEventListener("pointerdown", () => (this.#touchedAt = Date.now()), { passive: true });
    machines.addEventListener("changed", () => this.sort());
  }

  sort() {
    clearTimeout(this.#timer);
    const wait = this.#touchedAt + HANDS_OFF_MS - Date.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.sort(), wait);
      return;
    }
    const list = document.querySelector("[data-list]");
    if (!list) return;
    const focused = document.activeElement;
    const sorted = [...list.children]
      .map((item) => ({ item, ...this.#machines.state(item.firstElementChild.dataset.machine) }))
      .sort(byUrgency);
    sorted.forEach(({ item }, place) => {
      if (list.children[place] !== item) list.insertBefore(item, list.children[place]);
    });
    if (list.contains(focused)) focused.focus();
  }
}
