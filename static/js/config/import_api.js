// An upload: kept by the server for a day, looked at as often as choices change, and imported.

import { Problem } from "./api.js";

const LONGEST_MS = 11 * 60_000; // the server gives an import ten minutes

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, { method: "POST", cache: "no-store", ...options, signal: AbortSignal.timeout(LONGEST_MS) });
  } catch {
    throw new Problem({ error: "The server does not answer.", hint: "What is chosen here is kept; try again when it is back." });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const unclear = { error: `The server answered ${response.status} ${response.statusText}.`, hint: "Try again; if it stays, run `floorcast doctor`." };
  throw new Problem(answer?.error ? answer : unclear, response.status);
}

const asJson = (body) => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** A file on the server. */
export class Upload {
  #path;

  constructor({ import_id: id, file_name: name }) {
    this.name = name;
    this.#path = `/api/imports/${id}`;
    this.rejectsUrl = `${this.#path}/rejects`;
  }

  /** Keep a file of this computer. Throws a Problem. */
  static async of(file, mostBytes) {
    if (file.size > mostBytes) {
      throw new Problem({ error: `${file.name} has ${Math.ceil(file.size / 1_048_576)} MB; at most ${mostBytes / 1_048_576} can be taken.`, hint: "Split it, or use the command line: `floorcast import FILE`." });
    }
    const body = { headers: { "content-type": "application/octet-stream" }, body: file };
    return new Upload(await send(`/api/imports?file_name=${encodeURIComponent(file.name)}`, body));
  }

  look = (options) => send(`${this.#path}/preview`, asJson(options));
  run = (options) => send(`${this.#path}/run`, asJson(options));
}
