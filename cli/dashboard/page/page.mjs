import { byId, clock, say } from "./dom.mjs";
import { showFindings, showHappenings, showServices } from "./lists.mjs";
import { showNodes } from "./nodes.mjs";

/** @import { Messages, Snapshot } from "../wire" */

const swarm = byId("swarm", HTMLElement);
const quorum = byId("quorum", HTMLElement);
const connection = byId("connection", HTMLElement);
const problem = byId("problem", HTMLElement);

// What scrolls can be scrolled with the keyboard.
for (const id of ["happenings", "log-lines"]) byId(id, HTMLElement).tabIndex = 0;

const stream = new EventSource("events");
let isFirst = true;

/**
 * @template {keyof Messages} Name
 * @param {Name} event
 * @param {(message: Messages[Name]) => void} take
 */
function on(event, take) {
  stream.addEventListener(event, ({ data }) => take(JSON.parse(data)));
}

on("snapshot", (/** @type {Snapshot} */ snapshot) => {
  document.title = `Swarm ${snapshot.swarm.name}`;
  say(swarm, `Swarm ${snapshot.swarm.name}`);
  say(quorum, `Quorum ${snapshot.quorum.text}`);
  quorum.className = snapshot.quorum.held ? "good" : "bad";
  say(connection, `seen at ${clock(snapshot.at)}`);
  showFindings(snapshot.findings);
  showNodes(snapshot, isFirst);
  showServices(snapshot.services);
  isFirst = false;
});
on("happenings", showHappenings);
on("problem", (text) => {
  problem.hidden = text === "";
  say(problem, text);
});
stream.addEventListener("open", () => say(connection, isFirst ? "asking managers and machines …" : "live again"));
stream.addEventListener("error", () => {
  say(connection, "The dashboard does not answer: it has ended, or starts again. What is shown was seen before.");
});
