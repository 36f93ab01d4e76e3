// The sheet of labels: it can be printed.

import { start } from "./frame.js";

document.querySelector("[data-print]").addEventListener("click", () => print());
start({ topics: ["config"], keys: { p: () => print() } }).start();
