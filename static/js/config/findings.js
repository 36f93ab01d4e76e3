// What a person should look at in the counters of a connection: jumps, resets, contradictions.

import { ask } from "./api.js";
import { make } from "./element.js";
import { withCode } from "./problem.js";

const AGAIN_MS = 60_000;

/** Show the findings in `section`, and look again every minute. */
export function followFindings(connectionId, zone, section) {
  const list = section.querySelector("[data-findings]");
  const instant = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });
  const row = ({ at, machine, explanation, hint }) =>
    make("li", {},
      make("div", {}, make("b", {}, `${instant.format(Date.parse(at))}, ${machine}`), make("p", {}, explanation), make("small", {}, ...withCode(hint))));

  async function look() {
    if (document.hidden) return;
    const answer = await ask("GET", `/api/connections/${connectionId}/findings`).catch(() => null);
    if (!answer) return; // asked again in a minute; the page says itself when it is cut off
    section.hidden = answer.findings.length === 0;
    list.replaceChildren(...answer.findings.map(row));
  }

  look();
  setInterval(look, AGAIN_MS);
}
