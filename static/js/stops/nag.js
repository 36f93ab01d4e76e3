// "5 stops without a reason" in the header of the floor; nothing where none is owed.

import { isServerTimeKnown, serverNow, write } from "../time.js";
import { Owed, total } from "./owed.js";

/** Returns {take, tick}: what the page tells of the topic stops, and of time. */
export function startNag(line) {
  const link = document.querySelector("[data-nag]");
  const owed = new Owed(JSON.parse(link.dataset.nag));
  const tick = () => {
    if (!isServerTimeKnown()) return;
    const number = total(owed.counts(serverNow()), line);
    link.hidden = number === 0;
    write(link.querySelector("b"), String(number));
    write(link.querySelector("span"), number === 1 ? "stop without a reason" : "stops without a reason");
  };
  return {
    tick,
    take: (change) => {
      owed.take(change);
      tick();
    },
  };
}
