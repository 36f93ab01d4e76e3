// What can be done with a connection. Whatever is lost by it is said before.

import { ask } from "./api.js";
import { make } from "./element.js";
import { counted } from "./states.js";

const path = (row) => `/api/connections/${row.connection_id}`;

export const reload = (row) => ask("POST", `${path(row)}/reload`, {});
export const enable = (row, isEnabled) => ask("PUT", path(row), { is_enabled: isEnabled });

/** Ask, and delete. Resolves to whether it was deleted; throws a Problem. */
export async function remove(row) {
  const dialog = make(
    "dialog",
    { "aria-labelledby": "delete-title" },
    make("h2", { id: "delete-title" }, `Delete “${row.connection_name}”?`),
    make("p", {}, "This is lost, and cannot be brought back:"),
    make(
      "ul",
      { class: "lost" },
      make("li", {}, "its settings, with passwords"),
      make("li", {}, `its ${counted(row.tags, "tag")}, and what their values mean for machines`),
    ),
    make(
      "p",
      {},
      "The machines stay, with the states and pieces recorded so far. Nothing more will come from this device: its machines turn to no data.",
    ),
    make("p", {}, "To stop it for a while, disable it instead."),
    make(
      "form",
      { method: "dialog", class: "choice" },
      make("button", { value: "keep", autofocus: true }, "Keep it"),
      make("button", { value: "delete", class: "grave" }, "Delete"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  if (dialog.returnValue !== "delete") return false;
  await ask("DELETE", path(row));
  return true;
}
