// Values beside what they are mapped to: read again and again, but only those in sight.

const EVERY_MS = 2_000;
const MOST = 200; // addresses in one question

/** Calls the watchers of each address with what was read. Events: "told", "refused" {detail: problem}. */
export class LiveValues extends EventTarget {
  #read;
  #watched = new Map(); // element → {address, tell}
  #visible = new Set();
  #timer = null;
  #isRunning = false;
  #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#visible.add(target);
      else this.#visible.delete(target);
    }
  });

  /** `read(addresses)` resolves to nodes in the same order. */
  constructor(read) {
    super();
    this.#read = read;
  }

  watch(element, address, tell) {
    this.#watched.set(element, { address, tell });
    this.#observer.observe(element);
  }

  forget(element) {
    this.#watched.delete(element);
    this.#visible.delete(element);
    this.#observer.unobserve(element);
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#schedule(100);
  }

  stop() {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  #schedule(wait) {
    clearTimeout(this.#timer);
    if (this.#isRunning) this.#timer = setTimeout(() => this.#round(), wait);
  }

  async #round() {
    const shown = [...this.#visible].map((element) => this.#watched.get(element)).filter(Boolean);
    const addresses = [...new Set(shown.map((one) => one.address))].slice(0, MOST);
    if (addresses.length && !document.hidden) {
      try {
        const nodes = await this.#read(addresses);
        const byAddress = new Map(addresses.map((address, place) => [address, nodes[place]]));
        for (const { address, tell } of shown) if (byAddress.get(address)) tell(byAddress.get(address));
        this.dispatchEvent(new Event("told"));
      } catch (problem) {
        this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
      }
    }
    this.#schedule(EVERY_MS);
  }
}
