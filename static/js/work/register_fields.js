// Fields of the forms of a register: each has a name of the API, and reads and writes its value.

import { make, options } from "../config/element.js";
import { fieldInstant, fieldText } from "./times.js";

const zone = document.querySelector(".clock")?.dataset.zone ?? "UTC";
const plain = { read: (input) => input.value.trim(), write: (input, value) => (input.value = value ?? "") };

/** A line of text; empty is null where `isNull`. */
export const text = (name, label, { isRequired = false, isNull = false, help = "", fallback = "", ...attributes } = {}) => ({
  name, label, isRequired, help, fallback,
  input: make("input", { type: "text", autocomplete: "off", ...attributes }),
  ...plain,
  read: (input) => input.value.trim() || (isNull ? null : ""),
});

export const area = (name, label, { help = "" } = {}) => ({
  name, label, help, kind: "wide", fallback: "",
  input: make("textarea", { rows: 3 }),
  ...plain,
  read: (input) => input.value,
});

/** Several lines; each is one of a list. */
export const lines = (name, label, help) => ({
  name, label, help, kind: "wide", fallback: [],
  input: make("textarea", { rows: 4 }),
  read: (input) => input.value.split("\n").map((line) => line.trim()).filter(Boolean),
  write: (input, value) => (input.value = (value ?? []).join("\n")),
});

/** A number; `unit` is how many of the API's units one of the form's is. Empty is null. */
export const number = (name, label, { isRequired = false, unit = 1, help = "", fallback = null, step = "any", min = 0 } = {}) => ({
  name, label, isRequired, help, fallback,
  input: make("input", { type: "number", step, min, inputmode: "decimal" }),
  read: (input) => (input.value === "" ? null : unit === 1 ? Number(input.value) : Math.round(Number(input.value) * unit)),
  write: (input, value) => (input.value = value === null || value === undefined ? "" : value / unit),
});

/** One of [value, word] pairs; `none` is the word for null. */
export const choice = (name, label, pairs, { none = null, isNumber = false, isRequired = none === null, help = "", fallback = null } = {}) => ({
  name, label, isRequired, help, fallback,
  input: make("select", {}, options([...(none === null ? [] : [["", none]]), ...pairs.map(([value, word]) => [String(value), word])], "")),
  read: (input) => (input.value === "" ? null : isNumber ? Number(input.value) : input.value),
  write: (input, value) => {
    const wanted = String(value ?? (none === null ? (pairs[0]?.[0] ?? "") : ""));
    if (wanted && ![...input.options].some((option) => option.value === wanted)) input.append(make("option", { value: wanted }, wanted));
    input.value = wanted;
  },
});

export const check = (name, label, { fallback = true, help = "" } = {}) => ({
  name, label, help, fallback, isInline: true, isRequired: true,
  input: make("input", { type: "checkbox" }),
  read: (input) => input.checked,
  write: (input, value) => (input.checked = value),
});

export const instant = (name, label, { help = "" } = {}) => ({
  name, label, help, fallback: null,
  input: make("input", { type: "datetime-local" }),
  read: (input) => fieldInstant(input.value, zone),
  write: (input, value) => (input.value = fieldText(value, zone)),
});
