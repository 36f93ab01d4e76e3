// One request to the API of work orders, with the key that makes it count once.

import { Problem } from "../config/api.js";

const LONGEST_MS = 30_000;

/** A key nobody else makes. Plain HTTP has no crypto.randomUUID. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Ask, and return what is answered. Throws a Problem; its `answer` is all the server said. */
export async function send(method, path, { body, key } = {}) {
  const headers = {};
  if (key) headers["idempotency-key"] = key;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      cache: "no-store",
      redirect: "error", // a page to log in is no answer
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
  } catch {
    throw new Problem({ error: "The server does not answer.", hint: "What was entered is kept." });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw problemOf(answer, response.status);
}

/** What a refusal says, in the form pages show. */
export function problemOf(answer, status) {
  const unclear = { error: `The server answered ${status}.`, hint: "Try again; if it stays, run `floorcast doctor`." };
  const problem = new Problem(answer?.error ? answer : unclear, status);
  problem.answer = answer;
  return problem;
}

/** Whether the same may be tried again later: nobody has looked at what was sent. */
export const isPassing = ({ status }) => status === 0 || status >= 500 || [401, 408, 425, 429].includes(status);
