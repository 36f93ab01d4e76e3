// Importing a file: brought, looked at by the server at each change of a choice, imported.

import { startKeys } from "../keys.js";
import { Live } from "../live.js";
import { showLiveness } from "../liveness.js";
import { startMenu } from "../menu.js";
import { make, say } from "./element.js";
import { Field } from "./field.js";
import { Upload } from "./import_api.js";
import { Choices } from "./import_choices.js";
import { startFile, tellFile } from "./import_file.js";
import { rejectsLink, Result } from "./import_result.js";
import { mapped, Table } from "./import_table.js";
import { brief, showVerdict } from "./import_verdict.js";
import { Words } from "./import_words.js";
import { showProblem } from "./problem.js";
import { size } from "./states.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const { cursor, stale, machines, timeFormats, mostBytes } = document.body.dataset;
const STATUSES = JSON.parse(machines);
const WINDOWS = "cp1252"; // what Excel writes in Western Europe, when it does not write UTF-8
// what another kind or sheet leaves behind
const OF_COLUMNS = { columns: null, status_words: null, time_format: null, decimal: null };

class ImportPage {
  #upload = null;
  #said = {};
  #preview = null;
  #isLooking = false;
  #isChanged = false; // since the last look began
  #isRunning = false;
  #choices = new Choices({ subject: find("subject"), writing: find("writing") }, Object.keys(STATUSES), JSON.parse(timeFormats));
  #table = new Table(find("table"));
  #words = new Words(find("words"));
  #result = new Result(find("outcome"), STATUSES);
  #remember = make("input", { type: "checkbox", checked: true });

  constructor() {
    startFile((file) => this.#take(file));
    find("remember").append(new Field({ label: "Remember this for files with the same columns", input: this.#remember, isRequired: true, isInline: true }).element);
    find("import").addEventListener("click", () => this.#run());
    find("afresh").addEventListener("click", () => this.#look({ ...this.#said, ...OF_COLUMNS, kind: null, time_zone: null, is_remembering: false }));
    this.#choices.addEventListener("changed", ({ detail }) => this.#choose(detail));
    this.#table.addEventListener("mapped", ({ detail: { header, field } }) => this.#say({ columns: mapped(this.#said.columns, header, field), ...(field === "machine" && { machine: null }) }));
    this.#words.addEventListener("meant", ({ detail: { word, status } }) => this.#say({ status_words: meaning(this.#said.status_words, word, status) }));
    const live = new Live({ topics: ["machines", "config"], cursor, isStale: stale !== undefined });
    live.addEventListener("rows", ({ detail: { topic, upsert } }) => topic === "machines" && this.#result.take(upsert));
    showLiveness(live, document.querySelector(".clock").dataset.zone, () => {});
    live.start();
  }

  async #take(file) {
    if (this.#isRunning) return;
    this.#reset();
    tellFile(`${file.name}, ${size(file.size)}: on its way`);
    try {
      this.#upload = await Upload.of(file, Number(mostBytes));
      tellFile(`${file.name}, ${size(file.size)}`);
    } catch (problem) {
      tellFile("");
      showProblem(find("problem"), problem);
      return;
    }
    await this.#look({});
    if (this.#preview) find("reading").querySelector("h2").focus();
  }

  #reset() {
    this.#upload = this.#preview = null;
    showProblem(find("problem"), null);
    find("reading").hidden = find("result").hidden = true;
    find("import").disabled = true;
    this.#result.hide();
  }

  #choose({ name, value }) {
    if (name === "kind" || name === "sheet") this.#say({ ...OF_COLUMNS, [name]: value });
    else if (name === "machine" && value) this.#say({ machine: value, columns: this.#said.columns && { ...this.#said.columns, machine: "" } });
    else this.#say({ [name]: value, ...(name === "encoding" && { isEncodingGuessed: false }) });
  }

  #say(change) {
    return this.#look({ ...this.#said, ...change });
  }

  /** Have the server look at the file again. While it does, only the last change counts. */
  async #look(said) {
    this.#said = said;
    this.#isChanged = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    find("reading").setAttribute("aria-busy", "true");
    find("import").disabled = true;
    while (this.#isChanged) {
      this.#isChanged = false;
      await this.#lookOnce(this.#upload);
    }
    this.#isLooking = false;
    find("reading").removeAttribute("aria-busy");
  }

  async #lookOnce(upload) {
    try {
      const preview = await upload.look(asked(this.#said));
      if (!this.#isChanged && upload === this.#upload) this.#show(preview);
    } catch (problem) {
      if (this.#isChanged || upload !== this.#upload) return;
      if (problem.field === "encoding" && !this.#said.encoding) this.#look({ ...this.#said, encoding: WINDOWS, isEncodingGuessed: true });
      else this.#refuse(problem);
    }
  }

  #show(preview) {
    this.#preview = preview;
    this.#adopt(preview);
    const [only, ...others] = preview.time_formats;
    if (only && !others.length && this.#said.time_format === null && !this.#said.isTimeChosen) {
      this.#look({ ...this.#said, time_format: only, isTimeChosen: true });
      return;
    }
    showProblem(find("problem"), null);
    find("reading").hidden = false;
    find("result").hidden = true;
    this.#tellNotes();
    this.#choices.show(preview, this.#said);
    this.#table.show(preview);
    this.#words.show(preview);
    showVerdict(find("verdict"), preview);
    find("brief").textContent = brief(preview);
    find("remember").hidden = preview.kind === "recording";
    find("import").disabled = this.#isRunning || preview.problem !== "";
  }

  #tellNotes() {
    const { isFromMemory, isEncodingGuessed } = this.#said;
    const notes = [isFromMemory && "Read like the last file with these columns.", isEncodingGuessed && "Its text is not UTF-8: it is read as Windows, Western Europe."];
    find("memory").firstElementChild.textContent = notes.filter(Boolean).join(" ");
    find("memory").hidden = !isFromMemory && !isEncodingGuessed;
    find("afresh").hidden = !isFromMemory;
  }

  /** What the server understood is what is said from now on. */
  #adopt(preview) {
    if (preview.kind === "recording" || this.#said.columns) return;
    this.#said = {
      ...this.#said,
      kind: preview.kind,
      columns: Object.fromEntries(preview.fields.map((field) => [field, preview.mapping[field] ?? ""])),
      status_words: preview.status_words,
      decimal: preview.decimal,
      time_format: preview.time_format,
      time_zone: preview.time_zone,
      isFromMemory: preview.is_remembered,
      isTimeChosen: false,
    };
  }

  #refuse(problem) {
    if (!find("reading").hidden && this.#choices.refuse(problem.field, [problem.message, problem.hint].join(" "))) return;
    showProblem(find("problem"), problem);
    const name = `${this.#upload.name}.rejects.csv`;
    if (problem.hint.includes(name)) find("problem").append(rejectsLink(this.#upload, "Download the bad lines with reasons"));
  }

  async #run() {
    const upload = this.#upload;
    this.#isRunning = true;
    find("import").disabled = true;
    find("import").textContent = "Importing";
    tellFile(`${upload.name}: being imported`);
    try {
      const result = await upload.run({ ...asked(this.#said), is_remembering: this.#remember.checked });
      this.#result.show(upload, result);
      find("reading").hidden = true;
      find("result").hidden = false;
      showProblem(find("problem"), null);
      find("result").querySelector("h2").focus();
      say(result.summary);
    } catch (problem) {
      this.#refuse(problem);
    } finally {
      this.#isRunning = false;
      find("import").disabled = false;
      find("import").textContent = "Import";
      tellFile(upload.name);
    }
  }
}

/** What is said, as the server takes it: the page's own notes and what is not said left out. */
function asked({ unknown, kind, isFromMemory, isTimeChosen, isEncodingGuessed, ...said }) {
  const make = unknown && { [kind === "samples" ? "create_tags" : "create_machine"]: true };
  const given = Object.entries({ ...said, kind }).filter(([, value]) => value !== null && value !== undefined);
  return { ...Object.fromEntries(given), ...make };
}

/** Words with their meanings after one was given another (null: none), in any case. */
function meaning(words, word, status) {
  const others = Object.entries(words).filter(([other]) => other.toLowerCase() !== word.toLowerCase());
  return Object.fromEntries([...others, ...(status ? [[word, status]] : [])]);
}

new ImportPage();
document.querySelector(".sections [aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
startMenu();
startKeys({ f: () => location.assign("/"), Escape: () => location.assign("/config") });
