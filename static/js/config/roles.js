// What a value can mean for a machine: the roles of floor.tags, and a first guess at one.

export const ROLES = {
  status: "State",
  good: "Good pieces",
  scrap: "Scrap pieces",
  total: "All pieces",
  product: "Product",
  reason: "Reason",
  value: "Value",
};
export const isCounter = (role) => role === "good" || role === "scrap" || role === "total";
/** Roles whose raw values are looked up in a table of their own. */
export const isMapped = (role) => role === "status" || role === "reason" || role === "product";

export const STATUSES = { operational: "running", warning: "warning", down: "down", no_data: "no data" };

// names as PLC programmers give them; the first that fits
const GUESSES = [
  ["scrap", /scrap|reject|defect|nok|bad_?count|ausschuss/i],
  ["good", /good|ok_?count|parts_?ok|gut/i],
  ["total", /total_?(count|parts|pieces)|parts_?count|processed/i],
  ["status", /state|status/i],
  ["product", /product|recipe|article|part_?number/i],
];
const NUMBERS = /int|byte|word|double|float|real|number/i;

/** What a variable probably means, by its name and type. Pure. */
export function guess(node) {
  const [role] = GUESSES.find(([, pattern]) => pattern.test(node.name)) ?? ["value"];
  return isCounter(role) && node.data_type && !NUMBERS.test(node.data_type) ? "value" : role;
}

// data type → where a counter of it begins at 0 again
const MODULI = {
  sbyte: 128, byte: 256, usint: 256, int16: 32_768, uint16: 65_536, word: 65_536, uint: 65_536,
  int32: 2_147_483_648, uint32: 4_294_967_296, dword: 4_294_967_296, udint: 4_294_967_296, dint: 2_147_483_648, int: 32_768,
};

/** Values at which a counter of that type may turn, each with a word why. Pure. */
export function moduli(dataType) {
  const own = MODULI[String(dataType ?? "").toLowerCase()];
  const usual = [[65_536, "16 bits"], [4_294_967_296, "32 bits"], [10_000, "4 digits"], [1_000_000, "6 digits"]];
  return own ? [[own, dataType], ...usual.filter(([modulus]) => modulus !== own)] : usual;
}

/** A shown value as floor.tag_states spells it: truth as 1 and 0, whole numbers without decimals. Pure. */
export function raw(shown) {
  if (shown === null || shown === undefined) return null;
  const text = String(shown).trim();
  if (/^true$/i.test(text)) return "1";
  if (/^false$/i.test(text)) return "0";
  return /^-?\d+\.0+$/.test(text) ? text.split(".")[0] : text;
}
