import { make, say } from "./dom.mjs";
import { openLog } from "./log.mjs";

/** @import { TaskView } from "../wire" */

/**
 * A task is a button that opens its log.
 *
 * @param {TaskView} task
 * @param {boolean} isFirst
 */
export function makeTask({ id, name, node }, isFirst) {
  const button = make("button", isFirst ? "task" : "task arrived");
  button.type = "button";
  button.addEventListener("click", () => openLog(id, node ? `${name} on ${node}` : name));
  return button;
}

/**
 * @param {HTMLElement} button
 * @param {TaskView} task
 */
export function fillTask(button, { name, state, desired, error }) {
  const isFine = state === "running" && desired === "running";
  button.dataset.fine = String(isFine);
  const ending = desired === "running" ? "" : ` (to be ${desired})`;
  say(button, isFine ? name : `${name} ${state}${ending}`);
  button.title = error ? `${error} – show its log` : "show its log";
}
