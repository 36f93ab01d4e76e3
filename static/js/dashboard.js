// The dashboard: says whether the server is live, and goes back on Esc. Its figures are those of
// the moment it was opened.

import { startKeys } from "./keys.js";
import { Live } from "./live.js";
import { showLiveness } from "./liveness.js";
import { startMenu } from "./menu.js";

const { cursor } = document.body.dataset;
const zone = document.querySelector(".clock").dataset.zone;
const live = new Live({ topics: ["config"], cursor, isStale: "stale" in document.body.dataset });
showLiveness(live, zone, () => {});
startMenu();
startKeys({ Escape: () => location.assign("/") });
live.start();
