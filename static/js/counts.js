// The dialog that enters what was made: good pieces and scrap in one action.

import { make } from "./config/element.js";
import { Field } from "./config/field.js";
import { showProblem } from "./config/problem.js";
import { localText } from "./stops/local_time.js";
import { post } from "./stops/post.js";
import { reasonSelect, reasonsOf } from "./stops/reasons.js";
import { serverNow } from "./time.js";

const PATH = "/api/production";
const SOURCE = "floorcast page";
const MINUTE_MS = 60_000;

const pieces = () => make("input", { type: "number", inputmode: "numeric", min: "0", step: "1", value: "" });

/** Choices of when: now, and the last hours by minutes of the plant; the value is an instant. */
function minutes(zone) {
  const input = make("input", { type: "datetime-local", step: "60", value: localText(serverNow(), zone).slice(0, 16) });
  return { input, changed: () => input.value !== localText(serverNow(), zone).slice(0, 16) };
}

/** The instant of a wall time in a zone, as ISO 8601; null where it is none. Pure. */
export function instantOf(text, zone) {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offset = (at) => Date.parse(`${localText(at, zone)}Z`) - Math.floor(at / 1000) * 1000;
  const first = asUtc - offset(asUtc);
  return new Date(asUtc - offset(first)).toISOString();
}

function products(current, names) {
  const option = (value, word) => make("option", { value }, word);
  return make("select", {}, option("", current ? `${current}, as set up` : "As set up"), names.filter((name) => name !== current).map((name) => option(name, name)));
}

/** What stands in the fields, as the API takes it; else the field that is wrong. */
function read(machine, zone, fields, at) {
  const number = (field) => (field.input.value.trim() === "" ? 0 : Number(field.input.value));
  const { good, scrap, reason, product } = fields;
  for (const field of [good, scrap]) {
    if (!Number.isInteger(number(field)) || number(field) < 0) return [null, field, "Give a whole number, 0 or more."];
  }
  if (number(good) + number(scrap) === 0) return [null, good, "Give good pieces, scrap, or both."];
  const instant = instantOf(at.input.value, zone);
  if (instant === null) return [null, fields.at, "Give a minute."];
  if (Date.parse(instant) > serverNow() + MINUTE_MS) return [null, fields.at, "This is still to come."];
  const body = { machine, good_pcs: number(good), scrap_pcs: number(scrap), at: instant, source: SOURCE };
  if (product.input.value) body.product = product.input.value;
  if (number(scrap) && reason.input.value) body.reason = reason.input.value;
  return [body, null, null];
}

/** Show it for a machine: {machine, short, zone, product, products}. */
export function openCounts({ machine, short, zone, product, products: names }) {
  const at = minutes(zone);
  const fields = {
    good: new Field({ label: "Good pieces", input: pieces(), isRequired: true }),
    scrap: new Field({ label: "Scrap", input: pieces() }),
    reason: new Field({ label: "Why scrap", input: make("select", {}, make("option", { value: "" }, "Not said")) }),
    product: new Field({ label: "Product", input: products(product, names), isRequired: true }),
    at: new Field({ label: "When", input: at.input, isRequired: true, help: `Plant time, ${zone}.` }),
  };
  const refusal = make("div", { hidden: true });
  const draft = {};
  const close = () => dialog.close();
  const submit = async (event) => {
    event.preventDefault();
    for (const field of Object.values(fields)) field.refuse(null);
    const [body, wrong, problem] = read(machine, zone, fields, at);
    if (wrong) {
      wrong.refuse(problem);
      return wrong.focus();
    }
    showProblem(refusal, null);
    dialog.setAttribute("aria-busy", "true");
    try {
      await post(PATH, body, `${short}: ${body.good_pcs} good, ${body.scrap_pcs} scrap`, draft);
      close();
    } catch (refused) {
      showProblem(refusal, refused);
    } finally {
      dialog.removeAttribute("aria-busy");
    }
    return undefined;
  };
  const dialog = make("dialog", { class: "stop-dialog count-dialog", "aria-labelledby": "count-title" },
    make("header", {},
      make("h2", { id: "count-title" }, `What ${short} made`),
      make("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "✕")),
    make("form", { novalidate: true, onsubmit: submit },
      make("div", { class: "pair" }, fields.good.element, fields.scrap.element),
      fields.reason.element, fields.product.element, fields.at.element,
      refusal,
      make("button", { class: "primary large" }, "Enter count")));
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  fields.good.input.focus();
  reasonsOf(machine, "scrap").then(({ reasons, most_used: often }) => {
    const all = [...often, ...reasons.filter((one) => !often.some(({ reason }) => reason === one.reason))];
    fields.reason.input.replaceChildren(make("option", { value: "" }, "Not said"), ...[...reasonSelect(all).options].slice(1));
  }, () => {});
}
