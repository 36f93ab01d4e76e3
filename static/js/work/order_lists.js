// What is said and ticked off on an order: description, checklist, comments.

import { make } from "../config/element.js";
import { outbox, person, post, zone } from "./frame.js";
import { newKey } from "./send.js";
import { moment } from "./times.js";
import { isFrozen } from "./words.js";

export function drawDescription(place, order) {
  place.replaceChildren(order.description ? make("p", { class: "text" }, order.description) : make("p", { class: "muted" }, "Nothing more was said."));
}

// Checklist -----------------------------------------------------------------------------------

export function drawTasks(place, order, path) {
  const mayDo = order.may.includes("work.do") && !["verified", "cancelled"].includes(order.status);
  const typed = place.querySelector("form input");
  const kept = typed ? { text: typed.value, isFocused: typed === document.activeElement } : null;
  const focused = document.activeElement?.dataset?.task;
  const list = make("ul", { class: "tasks" }, order.task_list.map((task) => {
    const box = make("input", { type: "checkbox", checked: task.done_at !== null, disabled: !mayDo, "data-task": task.task_id });
    box.addEventListener("change", () => {
      const what = `${box.checked ? "Tick" : "Untick"} “${task.title}”`;
      post({ key: newKey(), what, method: "PATCH", path: `${path}/tasks/${task.task_id}`, body: { is_done: box.checked } });
    });
    const by = task.done_at ? make("small", {}, `${task.done_by}, ${moment(task.done_at, zone)}`) : null;
    const remove = mayDo && !isFrozen(order) && !task.done_at
      ? make("button", { type: "button", class: "icon", "aria-label": `Remove ${task.title}`, title: "Remove", onclick: () => post({ key: newKey(), what: `Remove “${task.title}”`, method: "DELETE", path: `${path}/tasks/${task.task_id}` }) }, "×")
      : null;
    return make("li", {}, make("label", {}, box, make("span", {}, task.title, by)), remove);
  }));
  const parts = order.task_list.length ? [list] : [make("p", { class: "muted" }, "Nothing to tick off.")];
  if (mayDo && !isFrozen(order)) parts.push(taskForm(path, kept));
  place.replaceChildren(...parts);
  if (kept?.isFocused) place.querySelector("form input")?.focus();
  if (focused) place.querySelector(`[data-task="${focused}"]`)?.focus();
}

function taskForm(path, kept) {
  const input = make("input", { type: "text", maxlength: 500, "aria-label": "Another thing to do", placeholder: "Another thing to do", value: kept?.text ?? "" });
  const form = make("form", { class: "one-line" }, input, make("button", {}, "Add"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const title = input.value.trim();
    if (!title) return;
    input.value = "";
    post({ key: newKey(), what: `Add “${title}”`, path: `${path}/tasks`, body: { title }, text: title });
  });
  return form;
}

// Comments ------------------------------------------------------------------------------------

export function drawComments(place, order) {
  if (!order.comment_list.length) {
    place.replaceChildren(make("p", { class: "muted" }, "Nobody has said anything yet."));
    return;
  }
  place.replaceChildren(make("ol", { class: "comments" }, order.comment_list.map((comment) =>
    make("li", {}, make("p", {}, make("b", {}, comment.author), make("small", {}, moment(comment.written_at, zone))), make("p", { class: "text" }, comment.body)))));
}

/** The field to comment in. What is typed is kept until it is sent, through a reload, too. */
export function commentForm(place, path) {
  const name = `floorcast.comment.${person}.${path}`;
  const remember = (text) => {
    try {
      if (text) localStorage.setItem(name, text);
      else localStorage.removeItem(name);
    } catch {
      // it lasts as long as the page, then
    }
  };
  let kept = "";
  try {
    kept = localStorage.getItem(name) ?? "";
  } catch {
    // nothing was kept
  }
  const input = make("textarea", { rows: 3, maxlength: 5000, "aria-label": "Comment", placeholder: "Comment", value: kept });
  const waits = make("p", { class: "muted", role: "status" });
  const form = make("form", { hidden: true }, input, make("div", { class: "bar" }, make("button", {}, "Send"), waits));
  input.addEventListener("input", () => remember(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape") input.blur();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = input.value.trim();
    if (!body) return input.focus();
    const number = path.split("/").at(-1);
    post({ key: newKey(), what: `Comment on order ${number}`, path: `${path}/comments`, body: { body }, text: body });
    input.value = "";
    remember("");
    tell();
  });
  const tell = () => {
    const mine = outbox.waiting.filter((entry) => entry.path === `${path}/comments`);
    waits.textContent = mine.length ? "Sending" : "";
  };
  place.replaceChildren(form);
  return {
    show: (isShown) => (form.hidden = !isShown),
    focus: () => input.focus(),
    sent: tell,
    back: (entry) => {
      input.value = [entry.body.body, input.value].filter(Boolean).join("\n");
      remember(input.value);
      tell();
    },
  };
}
