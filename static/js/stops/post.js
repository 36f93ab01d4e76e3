// Writing what somebody entered, exactly once: at once where the server answers; else it is kept in
// this browser and sent when it does, and the page says so.

import { make, say, shape } from "../config/element.js";
import { Outbox } from "../work/outbox.js";
import { isPassing, newKey, send } from "../work/send.js";

let outbox = null;

function row(entry) {
  const text = entry.problem ? `${entry.what}: ${entry.problem.error}` : `${entry.what}: waiting to be sent`;
  const more = entry.problem ? (entry.problem.hint ?? "") : "It is kept here, and sent once the server answers.";
  return make("li", {}, shape(entry.problem ? "warning" : "waiting"),
    make("p", {}, make("b", {}, text), " ", more),
    make("button", { type: "button", onclick: () => outbox.discard(entry.key) }, entry.problem ? "Dismiss" : "Do not send"));
}

function draw() {
  const place = document.querySelector("[data-posted]");
  if (!place) return;
  const { entries } = outbox;
  place.hidden = entries.length === 0;
  place.replaceChildren(...(entries.length ? [make("ul", {}, entries.map(row))] : []));
}

/** Begin to send what is kept for that person; `sent()` is called when something has arrived. */
export function startPosting(person, sent) {
  outbox = new Outbox(person);
  outbox.addEventListener("changed", draw);
  outbox.addEventListener("refused", draw);
  outbox.addEventListener("sent", sent);
  outbox.start();
  draw();
  return { hurry: () => outbox.hurry(), draw };
}

/** Write. Resolves to what is answered, or to null where it is kept to be sent later; throws the
 *  Problem of a refusal. `draft.key` is kept for as long as the draft is the same. */
export async function post(path, body, what, draft) {
  const content = JSON.stringify([path, body]);
  if (draft.content !== content) Object.assign(draft, { content, key: newKey() });
  try {
    const answer = await send("POST", path, { body, key: draft.key });
    say(`${what}: done`);
    draft.content = null; // the same again is something new
    return answer;
  } catch (problem) {
    if (!isPassing(problem)) throw problem;
    outbox.put({ key: draft.key, method: "POST", path, body, what, at: Date.now(), page: location.pathname });
    draft.content = null;
    return null;
  }
}
