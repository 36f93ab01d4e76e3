// The menu: theme and mode, kept in this browser; the list of keys.

const root = document.documentElement;

function keep(name, value) {
  root.dataset[name] = value;
  try {
    localStorage.setItem(`floorcast.${name}`, value);
  } catch {
    // it lasts as long as the page, then
  }
}

export function startMenu() {
  const menu = document.querySelector(".menu");
  if (!menu) return;
  const tick = (name) => {
    const input = menu.querySelector(`input[name="${name}"][value="${root.dataset[name]}"]`);
    if (input) input.checked = true;
  };
  for (const set of menu.querySelectorAll("[data-choice]")) {
    tick(set.dataset.choice);
    set.addEventListener("change", (event) => keep(set.dataset.choice, event.target.value));
  }
  // another window of the same browser made a choice
  addEventListener("storage", (event) => {
    const name = event.key?.replace("floorcast.", "");
    if (name && name in root.dataset && event.newValue) {
      root.dataset[name] = event.newValue;
      tick(name);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.querySelector("[data-open-keys]")?.addEventListener("click", () => {
    menu.open = false;
    showKeys();
  });
}

/** Close the menu if it is open. True: it was. */
export function closeMenu() {
  const menu = document.querySelector(".menu[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}

export function showKeys() {
  const dialog = document.querySelector("#keys");
  if (dialog && !dialog.open) dialog.showModal();
}
