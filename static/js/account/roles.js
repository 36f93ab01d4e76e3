// Roles and places in words.

// where a page shows the clock of a plant, its times are that plant's
const timeZone = document.querySelector(".clock")?.dataset.zone;
const instant = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone });
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone });

/** "supervisor" as a word on a page. Pure. */
export const roleName = (role) => role[0].toUpperCase() + role.slice(1);

/** A role with its place: "Supervisor on the line Engine". Pure. */
export function roleText({ role, plant, line }) {
  if (line) return `${roleName(role)} on the line ${line}`;
  return plant ? `${roleName(role)} in ${plant}` : `${roleName(role)} everywhere`;
}

/** Names of lines in one text; null is everywhere. Pure. */
export const placeOf = (lines) => (lines === null ? "everywhere" : lines.join(", ") || "nowhere");

/** An instant as people read it; `none` where there is none. */
export const when = (text, none = "never") => (text ? instant.format(new Date(text)) : none);

/** The day of an instant. */
export const dayOf = (text) => date.format(new Date(text));
