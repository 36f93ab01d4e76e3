// The explanation of a figure: a page that stands still, with the keys of all pages.

import { startKeys } from "./keys.js";
import { startMenu } from "./menu.js";

startMenu();
startKeys({ Escape: () => location.assign(document.querySelector("[data-back]").href) });
