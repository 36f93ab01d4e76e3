// The page of one order: fetched, drawn part by part, and fetched again when the feed tells of it.

import { say } from "../config/element.js";
import { showProblem } from "../config/problem.js";
import { everySecond } from "../time.js";
import { outbox, start } from "./frame.js";
import { Edit } from "./order_edit.js";
import { drawFacts, drawHead, drawHistory } from "./order_head.js";
import { commentForm, drawComments, drawDescription, drawTasks } from "./order_lists.js";
import { drawPhotos, photoForm } from "./order_photos.js";
import { drawLabour, drawParts, partForm } from "./order_work.js";
import { send } from "./send.js";
import { stepButtons } from "./steps.js";
import { tickTimes } from "./times.js";

const id = Number(document.body.dataset.orderId);
const path = `/api/work-orders/${id}`;
const article = document.querySelector("[data-article]");
const part = (name, kind = "body") => document.querySelector(`[data-part="${name}"] [data-${kind}]`);
const place = document.querySelector("[data-problem]");
const refuse = (problem) => showProblem(place, problem);

let order = null;
let drawn = ""; // what is shown of it
let drawnSteps = "";
let asking = null;
let isOutdated = false;

const edit = new Edit(document.querySelector("[data-edit]"), path, show);
const comment = commentForm(part("comments", "form"), path);
const photo = photoForm(part("photos", "form"), path, show);
const parts = partForm(part("parts", "form"), path);

/** Seconds go by without anybody's doing. */
const withoutSeconds = (name, value) => (name.endsWith("_s") ? undefined : value);

/**
 * Show what the order is now; an older answer than what is shown is left out. Where nothing is new,
 * nothing is drawn again under somebody's finger.
 */
function show(detail) {
  if (order && detail.version < order.version) return;
  const isFirst = order === null;
  order = detail;
  const wanted = JSON.stringify(order, withoutSeconds);
  drawSteps();
  if (wanted === drawn) return;
  drawn = wanted;
  article.removeAttribute("aria-busy");
  document.title = `${id} ${order.title} · Work order · Floorcast`;
  drawHead(document.querySelector("[data-head]"), order, () => edit.open(order));
  drawDescription(part("description"), order);
  drawTasks(part("tasks"), order, path);
  drawPhotos(part("photos"), order, show, refuse);
  drawComments(part("comments"), order);
  drawFacts(part("facts"), order);
  drawLabour(part("labour"), order, path);
  drawParts(part("parts"), order, path);
  drawHistory(part("history"), order);
  const may = (right) => order.may.includes(right);
  const isOpen = !["verified", "cancelled"].includes(order.status);
  comment.show(may("work.report") || may("work.do"));
  photo.show(may("work.report") || may("work.do"));
  parts.show(may("work.do") && isOpen);
  edit.told(order);
  tickTimes();
  if (isFirst && location.hash === "#edit") edit.open(order);
}

/** Draw the buttons where they are others than before, or one waits for the answer to its step. */
function drawSteps() {
  const bar = document.querySelector("[data-steps]");
  const wanted = JSON.stringify([order.status, order.assignee_id, order.title, order.next]);
  if (wanted === drawnSteps && !bar.querySelector(":disabled")) return;
  drawnSteps = wanted;
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.to : null;
  bar.replaceChildren(...stepButtons(order, order.next, refuse));
  bar.hidden = bar.childElementCount === 0;
  if (focused) (bar.querySelector(`[data-to="${focused}"]`) ?? bar.firstElementChild)?.focus();
}

/** Fetch it again; news that come meanwhile are fetched once more. */
async function fetchOrder() {
  if (asking) {
    isOutdated = true;
    return;
  }
  asking = send("GET", path);
  try {
    show(await asking);
    if (place.dataset.about === "fetch") refuse(null);
  } catch (problem) {
    if (order === null || problem.status === 404) {
      refuse(problem);
      place.dataset.about = "fetch";
    }
    if (problem.status !== 404) setTimeout(fetchOrder, 2_000);
  } finally {
    asking = null;
  }
  if (isOutdated) {
    isOutdated = false;
    fetchOrder();
  }
}

// What was entered here comes back by the outbox ----------------------------------------------

const isOurs = (entry) => entry.path === path || entry.path.startsWith(`${path}/`);

outbox.addEventListener("sent", ({ detail: { entry, answer } }) => {
  if (!isOurs(entry)) return;
  refuse(null);
  if (entry.path === `${path}/comments`) comment.sent(entry.key);
  if (answer?.steps) show(answer);
  say(`${entry.what}: done`);
});

function takeBack(entry) {
  outbox.discard(entry.key);
  if (entry.path === `${path}/comments`) comment.back(entry);
  const { error, hint } = entry.problem;
  const written = entry.text && entry.path !== `${path}/comments` ? ` You had written: “${entry.text}”` : "";
  refuse({ message: error, hint: `${hint ?? ""}${written}` });
  place.dataset.about = "step";
  if (order) drawSteps();
  drawn = ""; // a box that was ticked is not
  fetchOrder();
}

outbox.addEventListener("refused", ({ detail: { entry } }) => isOurs(entry) && takeBack(entry));

const live = start({
  isShown: (entry) => !(entry.problem && isOurs(entry)),
  keys: {
    e: () => order && edit.open(order),
    c: () => comment.focus(),
    p: () => print(),
  },
});
for (const entry of outbox.entries) if (entry.problem && isOurs(entry)) takeBack(entry);
live.addEventListener("rows", ({ detail: { topic, upsert, remove, isSnapshot } }) => {
  if (topic !== "work_orders") return;
  if (isSnapshot || remove.includes(String(id)) || upsert.some((row) => row.work_order_id === id)) fetchOrder();
});
live.addEventListener("found", fetchOrder);
everySecond(() => tickTimes() && order && drawHead(document.querySelector("[data-head]"), order, () => edit.open(order)));
fetchOrder();
live.start();
