// What a tile wears beside its state: how many work orders are to be done on the machine, and
// that a stop owes a reason. A machine that is fine wears nothing.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 22; // of a badge on the map; it sits on the upper right corner, off the name
const COUNTED = 14; // more room for a count of several

/** What a tile's attributes or a row of the feed say. */
export const worn = ({ orders, priority, owed }) => ({
  orders: Number(orders) || 0,
  priority: priority ?? "",
  owed: owed ? Number(owed) : null,
});
export const wornBy = (row) =>
  worn({
    orders: row.open_work_orders,
    priority: row.work_order_priority,
    owed: row.needs_reason_at ? Date.parse(row.needs_reason_at) : null,
  });

/** Whether the reason is owed by now. Pure. */
export const owes = (marks, now) => marks.owed !== null && now !== null && marks.owed <= now;

/** What a screen reader says of it; web/floor.py says the same. Pure. */
export function spokenMarks(marks, now) {
  const noun = marks.orders === 1 ? "work order" : "work orders";
  const orders = marks.orders ? `, ${marks.orders} ${noun}, priority ${marks.priority}` : "";
  return orders + (owes(marks, now) ? ", no reason given" : "");
}

/** Draw them on a tile, of the map or of the list; only what differs. */
export function drawBadges(tile, marks, now) {
  const isOwed = owes(marks, now);
  const key = `${marks.orders} ${marks.priority} ${isOwed}`;
  if ((tile.dataset.worn ?? "0  false") === key) return;
  tile.dataset.worn = key;
  tile.querySelector(".badges")?.remove();
  if (!marks.orders && !isOwed) return;
  tile.append(tile instanceof SVGElement ? onMap(tile, marks, isOwed) : inList(marks, isOwed));
}

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const sign = (marks) => (marks.priority === "urgent" ? "!!" : "!");

function badge(kind, text, right) {
  const width = SIZE + Math.max(0, text.length - 1) * 6 + (text.includes(" ") ? COUNTED - 6 : 0);
  const box = element("rect", { x: right - width, width, height: SIZE, rx: 4 });
  const words = element("text", { x: right - width / 2, y: 17 }, text);
  return { drawn: element("g", { class: `badge ${kind}` }, box, words), left: right - width };
}

function onMap(tile, marks, isOwed) {
  const width = Number(tile.querySelector("rect").getAttribute("width"));
  const all = element("g", { class: "badges", transform: `translate(${width + 5} -8)` });
  let right = 0;
  const put = (kind, text) => {
    const { drawn, left } = badge(kind, text, right);
    all.append(drawn);
    right = left - 3;
  };
  if (marks.orders) put("call", marks.orders > 1 ? `${sign(marks)} ${marks.orders}` : sign(marks));
  if (isOwed) put("owed", "?");
  return all;
}

function inList(marks, isOwed) {
  const all = document.createElement("em");
  all.className = "badges";
  const put = (kind, text) => {
    const one = document.createElement("i");
    one.className = `badge ${kind}`;
    one.textContent = text;
    all.append(one);
  };
  if (isOwed) put("owed", "?");
  if (marks.orders) put("call", marks.orders > 1 ? `${sign(marks)} ${marks.orders}` : sign(marks));
  return all;
}
