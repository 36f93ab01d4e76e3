// A layout being edited: what was saved, what is wanted, and every step in between. Pure.

const SMALLEST = 1;
const LARGEST = 99;
const FARTHEST = 9_999;
const FIELDS = ["short_name", "line_id", "map_x", "map_y", "map_width", "map_height"];

const clamp = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);

/** What a machine looks like after a change, kept on the map. */
export function within(machine) {
  return {
    ...machine,
    map_x: clamp(machine.map_x, 0, FARTHEST),
    map_y: clamp(machine.map_y, 0, FARTHEST),
    map_width: clamp(machine.map_width, SMALLEST, LARGEST),
    map_height: clamp(machine.map_height, SMALLEST, LARGEST),
  };
}

const overlap = (one, other) =>
  one.map_x < other.map_x + other.map_width && other.map_x < one.map_x + one.map_width &&
  one.map_y < other.map_y + other.map_height && other.map_y < one.map_y + one.map_height;

export class LayoutModel {
  #saved;
  #state;
  #undone = [];
  #done = [];

  /** `layout` is the answer of GET /api/layout. */
  constructor(layout) {
    this.plants = layout.plants;
    this.revision = layout.revision;
    this.#saved = this.#state = {
      machines: new Map(layout.machines.map((machine) => [machine.machine_id, machine])),
      lines: new Map(layout.lines.map((line) => [line.line_id, line])),
    };
  }

  get machines() {
    return [...this.#state.machines.values()];
  }

  get lines() {
    return [...this.#state.lines.values()];
  }

  machine(id) {
    return this.#state.machines.get(id);
  }

  plantOf(machine) {
    return this.#state.lines.get(machine.line_id).plant_id;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  changeMachine(id, change) {
    const machine = this.machine(id);
    this.#step("machines", id, within({ ...machine, ...change }), machine);
  }

  renameLine(id, line_name) {
    const line = this.#state.lines.get(id);
    this.#step("lines", id, { ...line, line_name }, line);
  }

  undo() {
    if (!this.canUndo) return;
    this.#undone.push(this.#state);
    this.#state = this.#done.pop();
  }

  redo() {
    if (!this.canRedo) return;
    this.#done.push(this.#state);
    this.#state = this.#undone.pop();
  }

  /** Pairs that do not fit: {one, other, what}, what being place, short_name or line_name. */
  clashes() {
    const found = [];
    const machines = this.machines;
    machines.forEach((one, place) => {
      for (const other of machines.slice(place + 1)) {
        if (this.plantOf(one) !== this.plantOf(other)) continue;
        if (overlap(one, other)) found.push({ one, other, what: "place" });
        if (one.short_name.toLowerCase() === other.short_name.toLowerCase()) found.push({ one, other, what: "short_name" });
      }
    });
    const names = new Map();
    for (const line of this.lines) {
      const name = line.line_name.trim().toLowerCase();
      if (names.has(name)) found.push({ one: names.get(name), other: line, what: "line_name" });
      names.set(name, line);
    }
    return found;
  }

  /** What has to be saved. */
  changes() {
    const differs = (one, other, fields) => fields.some((field) => one[field] !== other[field]);
    const machines = this.machines.filter((one) => differs(one, this.#saved.machines.get(one.machine_id), FIELDS));
    const lines = this.lines.filter((one) => differs(one, this.#saved.lines.get(one.line_id), ["line_name"]));
    return {
      revision: this.revision,
      machines: machines.map((one) => Object.fromEntries(["machine_id", ...FIELDS].map((field) => [field, one[field]]))),
      lines: lines.map(({ line_id, line_name }) => ({ line_id, line_name: line_name.trim() })),
    };
  }

  get isChanged() {
    const { machines, lines } = this.changes();
    return machines.length + lines.length > 0;
  }

  #step(kind, id, after, before) {
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    this.#done.push(this.#state);
    this.#undone = [];
    this.#state = { ...this.#state, [kind]: new Map(this.#state[kind]).set(id, after) };
  }
}
