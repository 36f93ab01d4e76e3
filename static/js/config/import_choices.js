// How a file is written, apart from its columns: kind, sheet, decimal sign, times, machine, text.

import { make, options, uniqueId } from "./element.js";
import { Field } from "./field.js";

const KINDS = [["events", "States and pieces of machines"], ["samples", "Samples of tags"]];
const DECIMALS = [["", "Told by the numbers"], [",", "Comma: 1,5"], [".", "Point: 1.5"]];
const ENCODINGS = [["", "UTF-8"], ["cp1252", "Windows, Western Europe"], ["cp1250", "Windows, Central Europe"], ["cp1251", "Windows, Cyrillic"], ["shift_jis", "Shift JIS"], ["gb18030", "GB 18030"]];
const DELIMITERS = [["", "Told by the first line"], [",", "Comma"], [";", "Semicolon"], ["tab", "Tab"], ["|", "Vertical line"]];
const OTHER = "other";
const MAKE = { events: "Make machines that are unknown", recording: "Make the machine if it is unknown", samples: "Make tags that are unknown" };

/** Events: "changed" {name, value}; a value is null where nothing is said. */
export class Choices extends EventTarget {
  #fields = new Map(); // name → Field
  #formats;
  #otherFormat;
  #unknown;
  #machines = uniqueId("machines");
  #zones = uniqueId("zones");

  /** `subject` and `writing` are the places for what the file is about, and how it is written. */
  constructor({ subject, writing }, machines, formats) {
    super();
    this.#formats = formats;
    this.#select("kind", "What it tells", KINDS);
    this.#select("sheet", "Sheet", []);
    this.#select("time_format", "Times are written like", []);
    this.#otherFormat = this.#text("other_format", "Form of times", "As strptime has it: %d.%m.%Y %H:%M is 31.03.2026 14:05.");
    this.#text("time_zone", "Time zone", "Of times without one. Left out: that of the machine’s plant, of recordings UTC.", this.#zones);
    this.#text("machine", "Machine of all lines", "Where no column says it.", this.#machines);
    this.#select("decimal", "Decimal sign", DECIMALS);
    this.#select("encoding", "Text", ENCODINGS);
    this.#select("delimiter", "Between columns", DELIMITERS);
    this.#text("device", "Device", "Which of several devices of the recording.");
    this.#unknown = make("input", { type: "checkbox" });
    this.#unknown.addEventListener("input", () => this.#tell("unknown", this.#unknown.checked));
    this.#fields.set("unknown", new Field({ label: MAKE.events, input: this.#unknown, isRequired: true, isInline: true, help: "Else their lines are left out." }));
    const element = (name) => this.#fields.get(name).element;
    subject.replaceChildren(list(this.#machines, machines), ...["kind", "sheet", "machine", "device", "unknown"].map(element));
    writing.replaceChildren(
      list(this.#zones, Intl.supportedValuesOf("timeZone")),
      make("div", { class: "fields" }, ["time_format", "other_format", "time_zone", "decimal", "encoding", "delimiter"].map(element)),
    );
  }

  /** Show what the server understood, and what was said. */
  show(preview, said) {
    const isTable = preview.kind !== "recording";
    const isText = preview.format === "csv";
    this.#show("kind", isTable, said.kind);
    this.#show("sheet", preview.sheets.length > 1, preview.sheet, preview.sheets.map((name) => [name, name]));
    this.#show("decimal", isTable, said.decimal);
    this.#show("encoding", isText || !isTable, said.encoding);
    this.#show("delimiter", isText, said.delimiter);
    this.#show("device", preview.problem_field === "device" || Boolean(said.device), said.device);
    this.#show("machine", true, said.machine);
    this.#show("time_zone", true, said.time_zone);
    this.#showFormats(isTable, preview, said);
    this.#unknown.checked = Boolean(said.unknown);
    this.#unknown.labels[0].firstChild.textContent = MAKE[preview.kind];
  }

  #showFormats(isTable, preview, said) {
    const fits = (format) => (preview.time_formats.includes(format) ? " · fits" : "");
    const pairs = [["", "2026-03-31 14:05:06 (ISO)"], ...this.#formats.map(([format, example]) => [format, `${example}${fits(format)}`]), [OTHER, "another way …"]];
    const isKnown = pairs.some(([format]) => format === (said.time_format ?? ""));
    const select = this.#fields.get("time_format").input;
    const isOther = !isKnown || (select.value === OTHER && !said.time_format);
    this.#show("time_format", isTable, isOther ? OTHER : said.time_format, pairs);
    this.#show("other_format", isTable && isOther, isKnown ? "" : said.time_format);
  }

  /** Say beside a field what is wrong with it. False: there is no such field to be seen. */
  refuse(name, text) {
    const field = this.#fields.get(name);
    if (!field || field.element.hidden) return false;
    field.refuse(text);
    return true;
  }

  #show(name, isShown, value, pairs = null) {
    const field = this.#fields.get(name);
    const { element, input } = field;
    element.hidden = !isShown;
    field.refuse(null);
    if (pairs) input.replaceChildren(...options(pairs, value ?? ""));
    if (document.activeElement !== input || input.tagName === "SELECT") input.value = value ?? "";
  }

  #select(name, label, pairs) {
    const input = make("select", {}, options(pairs, ""));
    this.#fields.set(name, new Field({ label, input, isRequired: true }));
    input.addEventListener("change", () => {
      if (name === "time_format" && input.value === OTHER) {
        this.#otherFormat.element.hidden = false;
        this.#otherFormat.input.focus();
      } else this.#tell(name, input.value || null);
    });
  }

  #text(name, label, help, listId = null) {
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: "false", list: listId });
    const field = new Field({ label, input, help });
    this.#fields.set(name, field);
    input.addEventListener("change", () => this.#tell(name === "other_format" ? "time_format" : name, input.value.trim() || null));
    return field;
  }

  #tell(name, value) {
    this.dispatchEvent(new CustomEvent("changed", { detail: { name, value } }));
  }
}

const list = (id, values) => make("datalist", { id }, values.map((value) => make("option", { value })));
