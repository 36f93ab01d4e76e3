// A test of a connection, step by step: what was tried, how it went, how long it took, what to do.

import { make, say, shape } from "./element.js";
import { showProblem, withCode } from "./problem.js";

const STEPS = {
  dns: "Find the address",
  tcp: "Reach the device",
  handshake: "Speak its protocol",
  authentication: "Log in",
  read: "Read a value",
};

const milliseconds = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

export class TestSteps {
  #list = make("ol", { class: "steps" });
  #refusal = make("div", { hidden: true });
  #asking = null;

  constructor() {
    this.element = make("div", { class: "test" }, this.#list, this.#refusal);
  }

  /** Test; resolves to whether all went well, or null where it was stopped or could not be asked. */
  async run(device) {
    this.stop();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    showProblem(this.#refusal, null);
    this.#list.replaceChildren(
      make("li", { class: "trying" }, shape("waiting"), make("div", {}, make("p", {}, make("b", {}, "Trying to reach the device")), make("p", { class: "muted" }, "A device that does not answer takes some seconds."))),
    );
    try {
      const { is_ok: isOk, steps } = await device.test(signal);
      this.show(steps);
      say(isOk ? "The test went well" : `The test failed: ${steps.at(-1)?.detail ?? ""}`);
      return isOk;
    } catch (problem) {
      if (signal.aborted) return null;
      this.#list.replaceChildren();
      showProblem(this.#refusal, problem);
      return null;
    }
  }

  stop() {
    this.#asking?.abort();
    this.#asking = null;
  }

  show(steps) {
    this.#list.replaceChildren(
      ...steps.map((step) =>
        make(
          "li",
          { class: step.is_ok ? "ok" : "failed", "data-step-name": step.name },
          shape(step.is_ok ? "done" : "down"),
          make(
            "div",
            {},
            make("p", {}, make("b", {}, STEPS[step.name] ?? step.name), " ", make("i", { class: "muted" }, milliseconds(step.elapsed_ms)), make("span", { class: "spoken" }, step.is_ok ? "went well" : "failed")),
            make("p", {}, step.detail),
            step.hint ? make("p", { class: "hint" }, ...withCode(step.hint)) : null,
          ),
        ),
      ),
    );
  }
}
