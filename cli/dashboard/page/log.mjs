import { byId, make, say } from "./dom.mjs";

/** @import { LogMessages } from "../wire" */

const dialog = byId("log", HTMLDialogElement);
const title = byId("log-title", HTMLElement);
const state = byId("log-state", HTMLElement);
const lines = byId("log-lines", HTMLElement);

/** Lines that are kept on the page. */
const KEPT = 2_000;

/**
 * Shows the log of a task, with what it writes from now on, until the dialog is closed. The browser then gives the focus back.
 *
 * @param {string} id
 * @param {string} name
 */
export function openLog(id, name) {
  say(title, `Log of ${name}`);
  say(state, "reading …");
  lines.replaceChildren();
  const stream = new EventSource(`log/${id}`);
  /**
   * @template {keyof LogMessages} Name
   * @param {Name} event
   * @param {(message: LogMessages[Name]) => void} take
   */
  const on = (event, take) => stream.addEventListener(event, ({ data }) => take(JSON.parse(data)));
  const end = (/** @type {string} */ text) => {
    say(state, text);
    // It would be asked for again from its beginning.
    stream.close();
  };
  on("line", addLine);
  on("problem", end);
  on("end", () => end("The task writes no more."));
  stream.addEventListener("open", () => say(state, "New lines come as they are written."));
  stream.addEventListener("error", () => end("The log has ended: the dashboard does not answer."));
  dialog.addEventListener("close", () => stream.close(), { once: true });
  dialog.showModal();
  lines.focus();
}

/** @param {LogMessages["line"]} line */
function addLine({ time, text }) {
  const isAtEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 20;
  lines.append(make("time", "", time.slice(0, 23)), ` ${text}\n`);
  while (lines.childNodes.length > 2 * KEPT) lines.firstChild?.remove();
  if (isAtEnd) lines.scrollTop = lines.scrollHeight;
}
