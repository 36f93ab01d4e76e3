// Elements made by scripts. What is put into them is text, never markup.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["checked", "disabled", "hidden", "indeterminate", "open", "value"]);

/** make("button", {type: "button", onclick: go}, "Go"). Attributes that are null or false are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** One of the shapes of templates/symbols.html. */
export function shape(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/** Show another shape in the same place. */
export function reshape(svg, name) {
  const use = svg.querySelector("use");
  if (use.getAttribute("href") !== `#${name}`) use.setAttribute("href", `#${name}`);
}

let number = 0;

/** An id nobody else has. */
export const uniqueId = (prefix) => `${prefix}-${(number += 1)}`;

/** Options of a select from [value, word] pairs. */
export const options = (pairs, chosen) =>
  pairs.map(([value, word]) => {
    const option = make("option", { value }, word);
    option.selected = value === chosen;
    return option;
  });

/** Say something to those who listen to the page instead of looking at it. */
export function say(text) {
  const place = document.querySelector("[data-spoken]");
  if (place) place.textContent = text;
}
