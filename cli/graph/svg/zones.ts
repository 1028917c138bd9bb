import type { TopologyNode, Zone } from "../topology";
import { isDown, roleText, stateText, tasksText, zoneTitle } from "../words";
import { box, moved, type Piece, text } from "./elements";

const CARD = { width: 204, padding: 12, line: 17, gap: 10 };
const PANEL = { padding: 10, title: 30, gap: 12 };
/** Services of a node that are listed; of more, how many they are. */
const LISTED = 8;
/** Nodes of a zone below each other, where zones could be beside each other. */
const STACKED = 4;

/** Panels of zones from left to right, and the next ones below. */
export function drawZones(zones: readonly Zone[], width: number): Piece {
  const perRow = Math.floor((width - 2 * PANEL.padding + CARD.gap) / (CARD.width + CARD.gap));
  const share = Math.max(1, Math.floor(perRow / Math.max(1, zones.length)));
  const elements: string[] = [];
  let [x, y, tallest] = [0, 0, 0];
  for (const zone of zones) {
    const count = zone.nodes.length;
    const columns = Math.min(count, Math.ceil(count / share) <= STACKED ? share : perRow);
    const panelWidth = 2 * PANEL.padding + columns * (CARD.width + CARD.gap) - CARD.gap;
    if (x > 0 && x + panelWidth > width) [x, y, tallest] = [0, y + tallest + PANEL.gap, 0];
    const panel = drawZone(zone, zoneTitle(zone, zones.length), columns);
    elements.push(...moved(x, y, [box(0, 0, panelWidth, panel.height, "panel"), ...panel.elements]));
    x += panelWidth + PANEL.gap;
    tallest = Math.max(tallest, panel.height);
  }
  return { height: y + tallest, elements };
}

function drawZone({ nodes }: Zone, title: string, columns: number): Piece {
  const elements = [text(PANEL.padding, 20, title, { look: "strong" })];
  let y = PANEL.title;
  for (let first = 0; first < nodes.length; first += columns) {
    const cards = nodes.slice(first, first + columns).map(cardLines);
    const height = Math.max(...cards.map((lines) => lines.length)) * CARD.line + CARD.padding + 6;
    for (const [index, lines] of cards.entries()) {
      const node = nodes[first + index] as TopologyNode;
      elements.push(...moved(PANEL.padding + index * (CARD.width + CARD.gap), y, drawCard(node, lines, height)));
    }
    y += height + CARD.gap;
  }
  return { height: y, elements };
}

interface Line {
  words: string;
  look?: string;
}

function cardLines(node: TopologyNode): Line[] {
  const state = stateText(node);
  const more = node.tasks.slice(LISTED);
  const facts: Line[] = [
    { words: node.name, look: "strong" },
    { words: roleText(node), look: "soft" },
    { words: [node.address, node.engine].filter(Boolean).join(" · "), look: "soft" },
    { words: state, look: isDown(node) ? "bad" : "odd" },
  ];
  const tasks = node.tasks.slice(0, LISTED).map((each): Line => {
    return { words: tasksText(each), look: each.running === each.wanted ? undefined : "bad" };
  });
  const rest: Line[] = more.length > 0 ? [{ words: `and ${more.length} more services`, look: "soft" }] : [];
  return [...facts, ...tasks, ...rest].filter(({ words }) => words !== "");
}

function drawCard(node: TopologyNode, lines: readonly Line[], height: number): string[] {
  const look = isDown(node) ? "card down" : node.role === "manager" ? "card manager" : "card worker";
  const width = CARD.width - 2 * CARD.padding;
  return [
    box(0, 0, CARD.width, height, look),
    ...lines.map(({ words, look }, index) =>
      text(CARD.padding, CARD.padding + 9 + index * CARD.line, words, { look, width }),
    ),
  ];
}
