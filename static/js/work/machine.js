// The work orders on the page of a machine: drawn again when they, or its stop, change.

import { Fragment } from "./fragment.js";
import { tickTimes } from "./times.js";

/** Returns {take, tick}: what the page tells of the feed and of time. */
export function startWork() {
  const fragment = new Fragment("#work", "work");
  let stop = null; // what of the machine's row the section depends on
  return {
    tick: () => {
      const section = fragment.element;
      if (section && tickTimes(section)) fragment.refresh();
    },
    /** Rows of a topic. */
    take: (topic, rows) => {
      if (topic === "work_orders") fragment.refresh();
      if (topic !== "machines" || !rows.length) return;
      const { status, since_at: since, work_order_id: order } = rows[0];
      const now = [status, since, order].join(" ");
      if (stop !== now) fragment.refresh();
      stop = now;
    },
    refresh: () => fragment.refresh(),
  };
}
