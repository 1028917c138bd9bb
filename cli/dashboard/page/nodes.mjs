import { byId, clock, each, make, part, say } from "./dom.mjs";
import { fillTask, makeTask } from "./tasks.mjs";

/** @import { AmountView, NodeView, Snapshot, TaskView } from "../wire" */

const zones = byId("zones", HTMLElement);
const seenBefore = byId("seen-before", HTMLElement);

/**
 * @param {Snapshot} snapshot
 * @param {boolean} isFirst Then nothing has just arrived.
 */
export function showNodes({ nodes, tasks, seenBefore: at }, isFirst) {
  seenBefore.hidden = at === undefined;
  if (at) say(seenBefore, `No manager tells the services now. These and their tasks were seen at ${clock(at)}.`);
  each(zones, zonesOf(nodes, tasks), keyOfZone, makeZone, (panel, zone) => {
    each(part(panel, "nodes"), zone.nodes, keyOfNode, makeNode, (card, node) => {
      fillNode(card, node);
      showTasks(part(card, "tasks"), tasksOn(node.name, tasks), isFirst);
    });
    showTasks(part(panel, "waiting"), zone.waiting, isFirst);
  });
}

/**
 * @typedef {object} Zone
 * @property {string} name
 * @property {NodeView[]} nodes
 * @property {TaskView[]} waiting Tasks that no node has.
 */

/**
 * The zones in their order, nodes without one last, then the tasks without a node.
 *
 * @param {NodeView[]} nodes
 * @param {TaskView[]} tasks
 * @returns {Zone[]}
 */
function zonesOf(nodes, tasks) {
  const names = [...new Set(nodes.map(({ zone = "" }) => zone))].sort((a, b) => {
    return a === "" ? 1 : b === "" ? -1 : a.localeCompare(b, "en", { numeric: true });
  });
  const found = names.map((zone) => ({
    name: zone ? `zone ${zone}` : names.length > 1 ? "without a zone" : "all nodes",
    nodes: nodes.filter((node) => (node.zone ?? "") === zone),
    waiting: /** @type {TaskView[]} */ ([]),
  }));
  const waiting = tasks.filter(({ node }) => !nodes.some(({ name }) => name === node));
  return waiting.length > 0 ? [...found, { name: "on no node yet", nodes: [], waiting }] : found;
}

/** @param {Zone} zone */
const keyOfZone = ({ name }) => name;
/** @param {NodeView} node */
const keyOfNode = ({ name }) => name;

/** @param {Zone} zone */
function makeZone({ name }) {
  return make("section", "zone", make("h3", "", name), make("div", "nodes"), make("div", "tasks waiting"));
}

/** @param {NodeView} node */
function makeNode({ name }) {
  const facts = ["role", "place", "state", "silence"].map((fact) => make("p", fact));
  const amounts = ["disk", "memory"].map(makeAmount);
  return make("article", "node", make("h4", "", name), ...facts, ...amounts, make("div", "tasks"));
}

/**
 * @param {HTMLElement} card
 * @param {NodeView} node
 */
function fillNode(card, { role, leader, state, availability, address, engine, unreachable, disk, memory }) {
  card.dataset.role = role;
  card.dataset.down = String(state !== "ready");
  say(part(card, "role"), leader ? `${role}, leader` : role);
  say(part(card, "place"), [address, engine && `Docker ${engine}`].filter(Boolean).join(" · "));
  const usual = availability === "active" ? [] : [availability];
  say(part(card, "state"), [state, ...usual].join(", "));
  say(part(card, "silence"), unreachable ? `machine: ${unreachable}` : "");
  fillAmount(part(card, "disk"), disk);
  fillAmount(part(card, "memory"), memory);
}

/** @param {string} what */
function makeAmount(what) {
  const meter = make("meter");
  Object.assign(meter, { min: 0, max: 1, low: 0.7, high: 0.85, optimum: 0 });
  meter.setAttribute("aria-label", what);
  return make("p", `amount ${what}`, make("span", "", what), meter, make("span", "share"));
}

/**
 * @param {HTMLElement} line
 * @param {AmountView | undefined} amount
 */
function fillAmount(line, amount) {
  line.hidden = amount === undefined;
  if (!amount) return;
  const meter = line.querySelector("meter");
  if (meter) meter.value = amount.used / amount.total;
  const gib = (/** @type {number} */ bytes) => (bytes / 2 ** 30).toFixed(1);
  say(part(line, "share"), `${gib(amount.used)} of ${gib(amount.total)} GiB`);
}

/**
 * @param {string} name
 * @param {TaskView[]} tasks
 */
const tasksOn = (name, tasks) => tasks.filter(({ node }) => node === name);

/**
 * @param {HTMLElement} list
 * @param {TaskView[]} tasks
 * @param {boolean} isFirst
 */
function showTasks(list, tasks, isFirst) {
  each(
    list,
    tasks,
    ({ id }) => id,
    (task) => makeTask(task, isFirst),
    fillTask,
  );
}
