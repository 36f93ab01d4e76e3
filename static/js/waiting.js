// The page shown while the database is away: it opens the real one at the first sign of life.

import { Live } from "./live.js";

const RELOADED_KEY = "floorcast.reloaded";
const REST_MS = 4_000; // a page that keeps failing must not reload itself without a pause

const live = new Live({ topics: ["config"] });
live.addEventListener("rows", () => {
  const wait = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0) + REST_MS - Date.now();
  setTimeout(() => {
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
    location.reload();
  }, Math.max(0, wait));
}, { once: true });
live.start();
