// Where one is logged in, and how to log out there.

import { ask } from "../config/api.js";
import { make, say } from "../config/element.js";
import { showProblem } from "../config/problem.js";
import { when } from "./roles.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const BROWSERS = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]];

const named = (agent, list) => list.find(([part]) => agent.includes(part))?.[1];

/** What a browser calls itself, as people would: "Firefox on Windows". Pure. */
export function deviceName(agent) {
  if (!agent) return "Unknown device";
  const [browser, system] = [named(agent, BROWSERS), named(agent, SYSTEMS)];
  if (!browser && !system) return agent.length > 40 ? `${agent.slice(0, 40)}…` : agent;
  return [browser ?? "A browser", system].filter(Boolean).join(" on ");
}

export class Sessions {
  #sessions;

  constructor(sessions) {
    this.#sessions = sessions;
    find("end-others").addEventListener("click", () => this.#end("/api/account/sessions", (one) => one.is_this_one));
    // a changed password ends all others
    document.addEventListener("sessions-ended", () => {
      this.#sessions = this.#sessions.filter((one) => one.is_this_one);
      this.#show();
    });
    this.#show();
  }

  #show() {
    const none = make("li", {}, "You are not logged in with a session: whoever sits at this machine is let in.");
    find("sessions").replaceChildren(...(this.#sessions.length ? this.#sessions.map((one) => this.#row(one)) : [none]));
    find("end-others").hidden = !this.#sessions.some((one) => !one.is_this_one);
  }

  #row(one) {
    const end = () => this.#end(`/api/account/sessions/${one.session_id}`, (other) => other !== one);
    const about = [`since ${when(one.started_at)}`, `last used ${when(one.seen_at)}`, one.address && `from ${one.address}`];
    return make(
      "li",
      { "data-session": one.session_id },
      make("div", {}, make("b", {}, deviceName(one.agent)), one.is_this_one ? make("i", { class: "mark" }, "this one") : null, make("p", { class: "muted" }, about.filter(Boolean).join(", "))),
      one.is_this_one ? null : make("button", { type: "button", onclick: end, "aria-label": `Log out ${deviceName(one.agent)}` }, "Log out"),
    );
  }

  async #end(path, stays) {
    try {
      await ask("DELETE", path);
      this.#sessions = this.#sessions.filter(stays);
      this.#show();
      showProblem(find("problem"), null);
      say("Logged out there.");
    } catch (problem) {
      showProblem(find("problem"), problem);
    }
  }
}
