// "live · 0.4 s ago", or the band "Not live since 14:31:07, trying again" and no believable value.

import { everySecond, serverNow, tickClocks, timeOfDay, write } from "./time.js";

/** Show whether `live` is. `onStale(isStale)` is told when that changes; `zone` names the band's time. */
export function showLiveness(live, zone, onStale) {
  const age = document.querySelector("[data-live]");
  const band = document.querySelector("[data-band]");
  const bandText = document.querySelector("[data-band-text]");

  const tick = () => {
    tickClocks();
    if (live.isLost) write(age, "not live");
    else if (!live.hasHeard) write(age, "connecting");
    else write(age, `live · ${(Math.max(Date.now() - live.lastFrameAt, 0) / 1000).toFixed(1)} s ago`);
  };

  const change = () => {
    band.hidden = !live.isLost; // shown first: a screen reader is told what changes, not what is there
    if (live.isLost) {
      const since = timeOfDay(live.lastFrameAt + serverNow() - Date.now(), zone, true);
      bandText.textContent = `Not live since ${since}, trying again`;
    }
    document.body.classList.toggle("stale", live.isLost);
    onStale(live.isLost);
    tick();
  };

  live.addEventListener("advice", ({ detail }) => {
    const advice = document.querySelector("[data-advice]");
    advice.hidden = !detail;
    write(advice, detail);
  });
  live.addEventListener("lost", change);
  live.addEventListener("found", change);
  everySecond(tick);
}
