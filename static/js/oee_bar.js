// The OEE bar: how far its target is reached, drawn by the server, moved here.

const within = (share) => Math.min(Math.max(share, 0), 1);

function set(root, name, values) {
  const shape = root.querySelector(name);
  for (const [attribute, value] of Object.entries(values)) {
    if (shape.getAttribute(attribute) !== value) shape.setAttribute(attribute, value);
  }
}

/** Move the bar of a tile or a line on the map to a ratio, and its tick to the target. */
export function drawBar(root, ratio, target) {
  const [left, y, right] = root.querySelector(".track").getAttribute("d").match(/-?[\d.]+/g).map(Number);
  const at = (share) => Number((left + (right - left) * within(share)).toFixed(1));
  set(root, ".reached", { d: `M${left} ${y}H${at(ratio)}` });
  set(root, ".goal", { d: `M${at(target)} ${y - 7}v14` });
}

/** The same for a bar that is as wide as its place. */
export function fillBar(root, ratio, target) {
  const percent = (share) => `${(within(share ?? 0) * 100).toFixed(2)}%`;
  set(root, ".reached", { width: percent(ratio) });
  set(root, ".goal", { x1: percent(target), x2: percent(target) });
}
