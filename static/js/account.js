// One's own account: who one is, where one is logged in, which programs act for one.

import { showPassword } from "./account/password.js";
import { placeOf, roleText } from "./account/roles.js";
import { Sessions } from "./account/sessions.js";
import { Tokens } from "./account/tokens.js";
import { ask } from "./config/api.js";
import { make } from "./config/element.js";
import { showProblem } from "./config/problem.js";
import { startKeys } from "./keys.js";
import { startMenu } from "./menu.js";

const find = (name) => document.querySelector(`[data-${name}]`);

function showWho({ name, email, roles, rights }) {
  find("name").textContent = name;
  find("email").textContent = email;
  const none = [make("li", {}, "You have no role yet. Ask whoever looks after Floorcast for one.")];
  find("roles").replaceChildren(...(roles.length ? roles.map((role) => make("li", {}, roleText(role))) : none));
  find("rights").hidden = rights.length === 0;
  find("rights").tBodies[0].replaceChildren(
    ...rights.map(({ description, lines }) => make("tr", {}, make("td", {}, description), make("td", {}, placeOf(lines)))),
  );
}

async function start() {
  try {
    const account = await ask("GET", "/api/account");
    showWho(account);
    new Sessions(account.sessions);
    if (account.mode === "password") showPassword(find("password"), account);
    await new Tokens(account).load();
  } catch (problem) {
    showProblem(find("problem"), problem);
  }
}

startMenu();
startKeys({ Escape: () => location.assign("/") });
start();
