// Questions to the server. What goes wrong comes back as a Problem: a sentence and what to do.

const LONGEST_MS = 60_000;

/** A refusal, as the server puts it: {error, field, value, hint}, and which row of several (from 1).
 *  Status 0: it did not answer. */
export class Problem extends Error {
  constructor({ error, field = null, value = null, hint = "", row = null }, status = 0) {
    super(error);
    this.field = field;
    this.value = value;
    this.row = row;
    this.hint = hint ?? "";
    this.status = status;
  }
}

/** Ask, and return what is answered. Throws a Problem, or an AbortError where `signal` says so. */
export async function ask(method, path, body, signal) {
  const options = { method, cache: "no-store", signal: withTimeLimit(signal) };
  if (body !== undefined) {
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw away(error.name === "TimeoutError" ? "The server took more than a minute." : "The server does not answer.");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Problem(answer?.error ? answer : unclear(response), response.status);
}

const withTimeLimit = (signal) => {
  const limit = AbortSignal.timeout(LONGEST_MS);
  return signal ? AbortSignal.any([signal, limit]) : limit;
};

const away = (error) => new Problem({ error, hint: "What is entered here is kept; try again when it is back." });

const unclear = (response) => ({
  error: `The server answered ${response.status} ${response.statusText}.`,
  hint: "Try again; if it stays, run `floorcast doctor`.",
});

/** A device that is asked through its ingester: by settings that are not stored yet, or by its id. */
export class Device {
  #path;
  #settings;

  /** `settings()` returns {protocol, config, secrets, …}; `connectionId` null: nothing is stored. */
  constructor(connectionId, settings = () => ({})) {
    this.#path = connectionId === null ? "/api/connections" : `/api/connections/${connectionId}`;
    this.#settings = settings;
  }

  check = (signal) => this.#ask("check", {}, signal);
  test = (signal) => this.#ask("test", {}, signal);
  browse = async (address, signal) => (await this.#ask("browse", { address }, signal)).nodes;
  search = async (text, most, signal) => (await this.#ask("search", { text, most }, signal)).nodes;
  discover = async (signal) => (await this.#ask("discover", {}, signal)).machines;
  read = async (addresses, signal) => (await this.#ask("read", { addresses }, signal)).nodes;

  #ask(question, more, signal) {
    return ask("POST", `${this.#path}/${question}`, { ...this.#settings(), ...more }, signal);
  }
}
