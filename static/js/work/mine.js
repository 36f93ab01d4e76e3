// A technician's own page: taking an order is one tap on its card. Live by the feed.

import { say, shape } from "../config/element.js";
import { showProblem } from "../config/problem.js";
import { everySecond } from "../time.js";
import { Fragment } from "./fragment.js";
import { outbox, start } from "./frame.js";
import { takeStep } from "./steps.js";
import { tickTimes } from "./times.js";

const OFTEN_MS = 60_000;
const fragment = new Fragment("#mine");
const place = document.querySelector("[data-problem]");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#mine [data-act]");
  if (!button) return;
  const { order, status, assignee, title } = button.closest("[data-order]").dataset;
  const row = { work_order_id: Number(order), status, title, assignee_id: assignee ? Number(assignee) : null };
  const to = button.dataset.act === "take" ? "in_progress" : button.dataset.act;
  showProblem(place, null);
  button.disabled = true;
  const isTaken = await takeStep(row, to, button.textContent.trim(), (problem) => showProblem(place, problem));
  if (isTaken) button.prepend(shape("waiting"));
  else button.disabled = false;
});

// what was done here is shown at once, and under the finger
outbox.addEventListener("sent", ({ detail: { entry } }) => {
  say(`${entry.what}: done`);
  fragment.refresh(0);
});
outbox.addEventListener("refused", ({ detail: { entry } }) => {
  outbox.discard(entry.key);
  const { error, hint } = entry.problem;
  const written = entry.text ? ` You had written: “${entry.text}”` : "";
  showProblem(place, { message: error, hint: `${hint ?? ""}${written}` });
  fragment.refresh(0);
});

const live = start({ isShown: (entry) => !entry.problem });
live.addEventListener("rows", ({ detail: { topic } }) => topic === "work_orders" && fragment.refresh());
live.addEventListener("found", () => fragment.refresh());
fragment.addEventListener("drawn", () => tickTimes());
let seconds = 0;
everySecond(() => {
  seconds += 1;
  if (tickTimes() || (seconds * 1000) % OFTEN_MS === 0) fragment.refresh();
});
live.start();

// taps that came before us (early.js)
document.dispatchEvent(new Event("taken-over"));
document.querySelectorAll("#mine [data-tapped]").forEach((button) => {
  delete button.dataset.tapped;
  button.click();
});
