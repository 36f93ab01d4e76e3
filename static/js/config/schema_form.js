// The form of a connector's settings, made from its JSON schema. What is seldom changed is folded.

import { make, options } from "./element.js";
import { Field } from "./field.js";

const SHORT = 4; // so many settings are shown all

/** A property with its reference followed, and without the alternative null. Pure. */
export function resolved(property, definitions = {}) {
  let found = property;
  const parts = property.anyOf ?? property.allOf ?? property.oneOf;
  if (parts) {
    const rest = parts.filter((part) => part.type !== "null");
    found = { ...property, ...(rest.length === 1 ? resolved(rest[0], definitions) : {}) };
  }
  if (found.$ref) found = { ...definitions[found.$ref.split("/").pop()], ...found };
  return { ...found, isNullable: (parts ?? []).some((part) => part.type === "null"), title: property.title ?? found.title };
}

/** Whether a setting is folded away: it says so itself, or it has a default nobody has to know. Pure. */
export function isSeldomChanged(property, isRequired) {
  if (isRequired) return false;
  if (property.advanced !== undefined) return property.advanced;
  const isPlain = ["number", "integer", "boolean"].includes(property.type);
  return isPlain && property.default !== undefined && property.default !== null;
}

/** Whether its text is long, as addresses are. Pure. */
export const isWide = (property) => property.type === "array" || (property.examples ?? []).some((example) => String(example).length > 16);

/** What an input's text means for a property; undefined: nothing is said. Pure. */
export function meant(property, text) {
  if (property.type === "array") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (text.trim() === "") return undefined;
  const isNumber = property.type === "number" || property.type === "integer";
  if (isNumber && !Number.isNaN(Number(text))) return Number(text);
  if (property.enum) return property.enum.find((choice) => String(choice) === text) ?? text;
  return property.writeOnly ? text : text.trim(); // a password may end with a blank
}


function inputFor(name, property, value, hasStored) {
  const shared = { name, autocomplete: "off", spellcheck: "false" };
  if (property.type === "boolean") return make("input", { type: "checkbox", name, checked: value ?? false });
  if (property.enum) {
    const words = property.enum.map((choice) => [String(choice), property.labels?.[choice] ?? String(choice)]);
    return make("select", { name }, options(property.isNullable ? [["", "–"], ...words] : words, String(value ?? "")));
  }
  const example = property.examples?.[0];
  const placeholder = hasStored ? "stored; leave empty to keep it" : example === undefined ? null : String([example].flat().join("\n"));
  if (property.writeOnly) return make("input", { ...shared, type: "password", autocomplete: "new-password", placeholder });
  if (property.type === "array") return make("textarea", { ...shared, rows: 3, placeholder, value: (value ?? []).join("\n") });
  const attributes = { ...shared, type: "text", placeholder, value: value ?? "" };
  if (property.maxLength) attributes.maxlength = property.maxLength;
  if (property.type === "number" || property.type === "integer") {
    attributes.inputmode = property.type === "integer" ? "numeric" : "decimal";
  }
  return make("input", attributes);
}

/** What a number may be, in words. Pure. */
export function bounds(property) {
  const [least, most] = [property.minimum ?? property.exclusiveMinimum, property.maximum ?? property.exclusiveMaximum];
  const above = property.exclusiveMinimum === undefined ? "at least" : "more than";
  const number = new Intl.NumberFormat("en-GB");
  const [from, to] = [number.format(least), number.format(most)];
  if (least !== undefined && most !== undefined) return `${from} to ${to}.`;
  if (least !== undefined) return least === 0 && above === "more than" ? "More than 0." : `${above[0].toUpperCase()}${above.slice(1)} ${from}.`;
  return most !== undefined ? `At most ${to}.` : "";
}

export class SchemaForm {
  #fields = new Map(); // name → {field, property}
  #hasSecrets;

  /** `hasSecrets`: names of secrets that are stored already. Calls `onChange` for every change. */
  constructor(schema, { config = {}, secrets = {}, hasSecrets = [] }, onChange = () => {}) {
    this.#hasSecrets = new Set(hasSecrets);
    const required = new Set(schema.required ?? []);
    const [plain, folded] = [[], []];
    const properties = Object.entries(schema.properties ?? {}).sort(([, one], [, other]) => (one.order ?? 0) - (other.order ?? 0));
    const isLong = properties.length > SHORT;
    for (const [name, raw] of properties) {
      const property = resolved(raw, schema.$defs);
      const value = property.writeOnly ? secrets[name] : (config[name] ?? property.default);
      const hasStored = this.#hasSecrets.has(name);
      const input = inputFor(name, property, value, hasStored);
      if (property.writeOnly && value) input.value = value;
      const field = new Field({
        label: property.title ?? name,
        input,
        help: [property.description, bounds(property)].filter(Boolean).join(" "),
        isRequired: required.has(name) || !["", null, undefined].includes(property.default),
        isInline: property.type === "boolean",
        kind: isWide(property) ? "wide" : "",
      });
      this.#fields.set(name, { field, property });
      if (hasStored) field.element.append(this.#eraser(name, input));
      (isLong && isSeldomChanged(property, required.has(name)) ? folded : plain).push(field.element);
    }
    this.element = make(
      "div",
      { class: "schema" },
      make("div", { class: "fields" }, plain),
      folded.length ? make("details", { class: "more" }, make("summary", {}, "More settings"), make("div", { class: "fields" }, folded)) : null,
    );
    this.element.addEventListener("input", onChange);
  }

  /** {config, secrets}: what is filled in. A secret left empty is not mentioned; null erases it. */
  get values() {
    const [config, secrets] = [{}, {}];
    for (const [name, { field, property }] of this.#fields) {
      const { input } = field;
      const value = input.type === "checkbox" ? input.checked : meant(property, input.value);
      if (property.writeOnly) {
        if (input.dataset.erased !== undefined) secrets[name] = null;
        else if (value !== undefined) secrets[name] = value;
      } else if (value !== undefined) config[name] = value;
    }
    return { config, secrets };
  }

  /** Show a refusal at its field. False: it belongs to none of them. */
  refuse(problem, text) {
    const name = String(problem.field ?? "").replace(/^(config|secrets)\W/, "").split(/\W/)[0];
    const found = this.#fields.get(name);
    if (!found) return false;
    found.field.refuse(text);
    found.field.focus();
    return true;
  }

  #eraser(name, input) {
    const box = make("input", { type: "checkbox", onchange: () => {
      input.disabled = box.checked;
      if (box.checked) input.dataset.erased = "";
      else delete input.dataset.erased;
    } });
    return make("label", { class: "eraser" }, box, "erase what is stored");
  }
}
