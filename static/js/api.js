// The page to try the API: each form sends what its command line says, and shows the answer.

import { startKeys } from "./keys.js";
import { startMenu } from "./menu.js";

const MOST_SHOWN = 100_000; // characters: a longer text makes a page crawl
const number = new Intl.NumberFormat("en-GB");

/** A word as a shell takes it, whatever is in it. Pure. */
export const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** What a form would send: method, address, headers and body. Fields left empty are not sent. */
export function asked(form) {
  let path = form.getAttribute("action");
  for (const field of form.querySelectorAll("[data-in=path]")) {
    if (field.value !== "") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
  }
  const url = new URL(path, location.origin);
  const headers = {};
  for (const field of form.querySelectorAll("[data-in]:not([data-in=path])")) {
    if (field.value === "" || field.value === field.dataset.default) continue;
    if (field.dataset.in === "header") headers[field.name] = field.value;
    else url.searchParams.set(field.name, field.value);
  }
  const typed = form.querySelector("[data-body]");
  const body = typed?.value;
  if (typed) headers["Content-Type"] = typed.dataset.body;
  return { method: form.getAttribute("method").toUpperCase(), url, headers, body };
}

/** The same on a command line. Pure. */
export function curl({ method, url, headers, body }) {
  const words = ["curl -s", ...(method === "GET" ? [] : [`-X ${method}`])];
  for (const [name, value] of Object.entries(headers)) words.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) words.push(`--data-raw ${quoted(body)}`);
  return [...words, quoted(url.href)].join(" ");
}

/** JSON with line breaks, anything else as it came; cut where it is long. Pure. */
export function readable(text, type) {
  let shown = text;
  if (type.startsWith("application/json")) {
    try {
      shown = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      // then as it came
    }
  }
  const more = shown.length - MOST_SHOWN;
  return more > 0 ? `${shown.slice(0, MOST_SHOWN)}\n… ${number.format(more)} characters more` : shown;
}

function size(bytes) {
  return bytes < 1_000 ? `${bytes} bytes` : `${number.format(Math.round(bytes / 100) / 10)} kB`;
}

class Trial {
  #form;
  #button;
  #outcome;
  #answer;
  #sending = null;

  constructor(form) {
    this.#form = form;
    this.#button = form.querySelector("[data-send]");
    this.#outcome = form.querySelector("[data-outcome]");
    this.#answer = form.parentElement.querySelector("[data-answer]");
    form.noValidate = true; // what is wrong is for the server to say
    form.addEventListener("input", () => this.#write());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#sending) this.#sending.abort();
      else this.#send();
    });
    this.#write();
  }

  #write() {
    this.#form.querySelector("[data-curl]").textContent = curl(asked(this.#form));
  }

  async #send() {
    const { method, url, headers, body } = asked(this.#form);
    this.#sending = new AbortController();
    this.#button.textContent = "Stop";
    this.#outcome.textContent = "waiting";
    this.#outcome.className = "";
    const startedAt = performance.now();
    try {
      const response = await fetch(url, { method, headers, body, cache: "no-store", signal: this.#sending.signal });
      const text = await response.text();
      const took = `${number.format(Math.round(performance.now() - startedAt))} ms`;
      const replayed = response.headers.get("Idempotency-Replayed") ? " · answered before, nothing added" : "";
      const length = size(new TextEncoder().encode(text).length);
      this.#outcome.textContent = `${response.status} ${response.statusText} · ${took} · ${length}${replayed}`;
      this.#outcome.className = response.ok ? "" : "refused";
      this.#answer.textContent = readable(text, response.headers.get("content-type") ?? "");
      this.#answer.hidden = false;
    } catch (error) {
      const wasStopped = error.name === "AbortError";
      this.#outcome.textContent = wasStopped ? "stopped" : `Nothing was answered: ${error.message}.`;
      this.#outcome.className = wasStopped ? "" : "refused";
    } finally {
      this.#sending = null;
      this.#button.textContent = "Send";
    }
  }
}

/** An address may name an operation: it is opened, and shown. */
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (!named?.matches("details")) return;
  named.open = true;
  named.scrollIntoView();
}

for (const form of document.querySelectorAll("[data-operation]")) new Trial(form);
for (const one of document.querySelectorAll(".operation")) {
  one.addEventListener("toggle", () => {
    if (one.open) history.replaceState(null, "", `#${one.id}`);
  });
}
addEventListener("hashchange", openNamed);
openNamed();
startMenu();
startKeys({ Escape: () => location.assign("/") });
