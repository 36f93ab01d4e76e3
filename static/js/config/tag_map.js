// What is to be read, grouped by machine, as the map step edits it; and as the API takes it.
//
// A group: {key, title, path, machine, line, machineType, tags}, with isStored where the database
// has it so, isAdded where somebody added it. Pure, all of it.

import { guess, isMapped } from "./roles.js";

const NUMBERS = ["scale", "shift_by", "deadband", "counter_modulus", "max_step", "silent_after_s"];
export const DEFAULTS = {
  unit: "", scale: 1, shift_by: 0, deadband: 0, counter_modulus: null, reset_rule: "restart", max_step: null, silent_after_s: null, is_enabled: true,
};

/** A variable as a tag nobody has edited yet. `reasons`: names that exist. */
export function newTag({ node, role = guess(node), states = [] }, reasons = []) {
  return {
    ...DEFAULTS,
    address: node.address,
    tag_name: node.name,
    role,
    unit: node.unit ?? "",
    states: states.map((state) => newState(state, reasons)),
    dataType: node.data_type ?? "",
    seen: { value: node.value ?? null, quality: node.quality ?? 0 },
  };
}

// A reason the floor does not know is kept as a remark: it cannot be stored, but must not get lost.
function newState({ raw_value, label = "", status = null, reason = null }, reasons) {
  const known = reasons.find((one) => one.name.toLowerCase() === String(reason ?? "").toLowerCase());
  return { raw_value, label: label ?? "", status, reason: known?.name ?? null, product: null, unknownReason: reason && !known ? reason : null };
}

const newGroup = (key, title, path = []) => ({ key, title, path, machine: "", line: "", machineType: "", tags: [] });

/** Groups without what is no longer picked. */
export function pruned(groups, picks) {
  const isPicked = (tag) => (tag.from === null ? picks.nodes.has(tag.address) : picks.machines.has(tag.from));
  const kept = groups.filter((group) => group.isAdded || group.key === "" || picks.machines.has(group.key));
  for (const group of kept) group.tags = group.tags.filter(isPicked);
  return kept.filter((group) => group.key !== "" || group.tags.length);
}

/** Groups with what is picked and not in them yet. What is in them stays as it was edited. */
export function extended(groups, picks, choices) {
  const all = [...groups];
  for (const machine of picks.machines.values()) {
    if (all.some((group) => group.key === machine.address)) continue;
    const same = all.find((group) => group.machine && group.machine.toLowerCase() === machine.name.toLowerCase());
    const group = proposed(machine, choices);
    if (!same) all.push(group);
    else same.tags.push(...group.tags.filter((tag) => !same.tags.some((one) => one.address === tag.address)));
  }
  for (const node of picks.nodes.values()) {
    const isMapped = all.some((group) => group.tags.some((tag) => tag.address === node.address));
    if (!isMapped) homeOf(node, all).tags.push({ ...newTag({ node }, choices.reasons), from: null });
  }
  return all;
}

/** The group of the machine a variable lies below, else the one for single variables. */
function homeOf(node, groups) {
  const path = (node.path ?? []).join("\n");
  const home = groups.find((group) => group.path.length && `${path}\n`.startsWith(`${group.path.join("\n")}\n`));
  if (home) return home;
  let single = groups.find((group) => group.key === "");
  if (!single) groups.push((single = newGroup("", "Single variables")));
  return single;
}

function proposed(machine, choices) {
  const path = machine.path ?? [];
  const group = newGroup(machine.address, machine.name, path.at(-1) === machine.name ? path : [...path, machine.name]);
  group.model = machine.model;
  group.machine = machine.name;
  group.line = machine.identity?.Location || choices.lines[0]?.name || "Line 1";
  group.machineType = machine.identity?.DeviceClass || machine.identity?.Model || "Machine";
  group.tags = (machine.tags ?? []).map((tag) => ({ ...newTag(tag, choices.reasons), from: machine.address }));
  return group;
}

/** What was last heard of a stored tag. */
export const seenOf = ({ text, value, quality }) => ({ value: text ?? value, quality: quality ?? 0 });

/** Groups of the tags a connection has. */
export function groupsFromTags(tags) {
  const groups = new Map();
  for (const tag of tags) {
    const name = tag.machine ?? "";
    if (!groups.has(name)) groups.set(name, { ...newGroup(name, name || "Without a machine"), machine: name, isStored: true });
    const states = (tag.states ?? []).map((state) => ({ ...state, label: state.label ?? "", unknownReason: null }));
    groups.get(name).tags.push({ ...DEFAULTS, ...tag, states, dataType: "", seen: seenOf(tag) });
  }
  return [...groups.values()];
}

export const isKnownMachine = (name, choices) => choices.machines.some((one) => one.name.toLowerCase() === name.trim().toLowerCase());
export const isKnownLine = (name, choices) => choices.lines.some((one) => one.name.toLowerCase() === name.trim().toLowerCase());

/** The tags as the API takes them, and for each the group and tag it was made of. */
export function tagsOf(groups, choices, plant) {
  const [tags, origins] = [[], []];
  for (const group of groups) {
    for (const tag of group.tags) {
      tags.push(tagOf(tag, group, choices, plant));
      origins.push({ group, tag });
    }
  }
  return { tags, origins };
}

function tagOf(tag, group, choices, plant) {
  const name = group.machine.trim();
  const sent = { address: tag.address, tag_name: tag.tag_name, role: tag.role, unit: tag.unit, reset_rule: tag.reset_rule, is_enabled: tag.is_enabled };
  for (const field of NUMBERS) sent[field] = number(tag[field], DEFAULTS[field]);
  if (tag.tag_id !== undefined) sent.tag_id = tag.tag_id;
  sent.machine = name || null;
  if (name && !isKnownMachine(name, choices)) {
    sent.new_machine = { line: group.line.trim(), machine_type: group.machineType.trim() || "Machine" };
    if (!isKnownLine(group.line, choices)) Object.assign(sent.new_machine, plant);
  }
  sent.states = isMapped(tag.role) ? tag.states.filter((state) => state.raw_value.trim() !== "").map((state) => stateOf(state, tag.role)) : [];
  return sent;
}

const stateOf = ({ raw_value, status, reason, product, label }, role) => ({
  raw_value: raw_value.trim(),
  status: role === "status" ? status : null,
  reason: role === "product" ? null : reason || null,
  product: role === "product" ? product || null : null,
  label: label.trim() || null,
});

// What is no number is sent as it is: the server says so, and where.
function number(text, otherwise) {
  if (typeof text === "number") return text;
  if (text === null || text.trim() === "") return otherwise;
  const value = Number(text.replace(",", "."));
  return Number.isNaN(value) ? text.trim() : value;
}
