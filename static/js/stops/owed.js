// Stops that owe a reason, by the topic stops; web/stops/owed.py counts by the same rule.

export class Owed {
  #rows = new Map();

  /** `rows` are those the page was drawn with. */
  constructor(rows) {
    for (const row of rows) this.#rows.set(row.machine_name, row);
  }

  /** Rows of the topic. */
  take({ upsert, remove, isSnapshot }) {
    if (isSnapshot) this.#rows.clear();
    for (const name of remove) this.#rows.delete(name);
    for (const row of upsert) this.#rows.set(row.machine_name, row);
  }

  /** How many stops owe a reason at `now`, by line; a line without any is left out. */
  counts(now) {
    const counts = new Map();
    for (const { line, stops } of this.#rows.values()) {
      const owing = stops.filter((stop) => Date.parse(stop.needs_reason_at) <= now).length;
      if (owing) counts.set(line, (counts.get(line) ?? 0) + owing);
    }
    return counts;
  }
}

/** All of them, or those of one line. */
export const total = (counts, line) => (line ? (counts.get(line) ?? 0) : [...counts.values()].reduce((sum, one) => sum + one, 0));
