// The page of the audit: an address without empty filters, and keys.

import { startKeys } from "./keys.js";
import { startMenu } from "./menu.js";

const form = document.querySelector("[data-filters]");
const go = (selector) => document.querySelector(selector)?.click();

// what is left empty is no condition: the address that is passed on says only what counts
form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) {
    if (value === "") formData.delete(name);
  }
});
// a choice is an answer; what is typed is sent by Enter
for (const choice of form.querySelectorAll("select")) choice.addEventListener("change", () => form.requestSubmit());

startMenu();
startKeys({
  r: () => go("[data-reload]"),
  n: () => go("[rel=next]"),
  Escape: () => location.assign("/"),
});
