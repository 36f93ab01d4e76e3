// The figures of work orders: drawn by the server, and asked for again when orders change.

import { everySecond } from "../time.js";
import { Fragment } from "./fragment.js";
import { start } from "./frame.js";
import { tickTimes } from "./times.js";

const GATHER_MS = 2_000;

const fragment = new Fragment("#figures");
const live = start();
live.addEventListener("rows", ({ detail: { topic } }) => topic === "work_orders" && fragment.refresh(GATHER_MS));
live.addEventListener("found", () => fragment.refresh());
everySecond(() => tickTimes() && fragment.refresh(GATHER_MS));
live.start();
