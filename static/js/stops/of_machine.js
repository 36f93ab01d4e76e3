// The stops on the page of a machine, and what was made there, entered by hand.

import { duration, isServerTimeKnown, serverNow, write } from "../time.js";
import { Fragment } from "../work/fragment.js";
import { openCounts } from "../counts.js";
import { listenToRows } from "./dialog.js";
import { startPosting } from "./post.js";

/** Returns {take, tick, refresh}: what the page tells of the feed and of time. */
export function startStops() {
  const fragment = new Fragment("#stops", "stops");
  const posting = startPosting(fragment.element.dataset.person, () => fragment.refresh(0));
  let shown = null; // what of the machine's row the section depends on
  fragment.addEventListener("drawn", () => posting.draw());
  listenToRows(() => fragment.refresh(0));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-enter-count]");
    if (button) openCounts(JSON.parse(button.dataset.enterCount));
  });
  return {
    /** Rows of a topic. */
    take: (topic, rows) => {
      if (topic === "stops") fragment.refresh();
      if (topic !== "machines" || !rows.length) return;
      const { status, since_at: since, reason } = rows[0];
      const now = [status, since, reason].join(" ");
      if (shown !== now) fragment.refresh();
      shown = now;
    },
    tick: () => {
      if (!isServerTimeKnown()) return;
      for (const cell of fragment.element?.querySelectorAll("[data-open-since]") ?? []) {
        write(cell, duration(serverNow() - Number(cell.dataset.openSince)));
      }
    },
    refresh: () => {
      posting.hurry();
      fragment.refresh();
    },
  };
}
