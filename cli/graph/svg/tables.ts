import type { Topology, TopologyService } from "../topology";
import { storageText } from "../words";
import { box, type Piece, text } from "./elements";

const ROW = 21;
const HEAD = 30;
const PADDING = 10;

interface Column {
  title: string;
  /** Share of the width. */
  share: number;
}

interface Row {
  cells: string[];
  look?: string;
  /** On a line of its own below. */
  note?: string;
}

/** Each service with its tasks, its ports, and what it is connected with. */
export function drawServices(services: readonly TopologyService[], width: number): Piece {
  const columns = [
    ...[
      { title: "services", share: 0.2 },
      { title: "tasks", share: 0.08 },
      { title: "published ports", share: 0.17 },
    ],
    ...[
      { title: "networks", share: 0.22 },
      { title: "storage", share: 0.33 },
    ],
  ];
  const rows = services.map(({ name, running, desired, ports, networks, storage, reason }): Row => {
    const cells = [name, `${running}/${desired}`, ports.join(", "), networks.join(", "), storage.join(", ")];
    return { cells, look: reason === undefined ? undefined : "bad", note: reason };
  });
  return drawTable(columns, rows, width);
}

export function drawNetworks(networks: Topology["networks"], width: number): Piece {
  const columns = [
    { title: "networks", share: 0.5 },
    { title: "subnets", share: 0.5 },
  ];
  return drawTable(
    columns,
    networks.map(({ name, driver, subnets }) => ({ cells: [`${name} (${driver})`, subnets.join(", ")] })),
    width,
  );
}

export function drawStorage(storage: Topology["storage"], width: number): Piece {
  return drawTable(
    [{ title: "storage", share: 1 }],
    storage.map((each) => ({ cells: [storageText(each)] })),
    width,
  );
}

/** Nothing for no rows. */
function drawTable(columns: readonly Column[], rows: readonly Row[], width: number): Piece {
  if (rows.length === 0) return { height: 0, elements: [] };
  const inner = width - 2 * PADDING;
  const line = (cells: readonly string[], y: number, look?: string) => {
    let x = PADDING;
    return cells.map((words, index) => {
      const room = (columns[index]?.share ?? 0) * inner;
      const element = text(Math.round(x), y, words, { look, width: room - 8 });
      x += room;
      return element;
    });
  };
  const elements = line(
    columns.map(({ title }) => title),
    20,
    "strong",
  );
  let y = HEAD;
  for (const { cells, look, note } of rows) {
    elements.push(...line(cells, y + 14, look));
    y += ROW;
    if (note === undefined) continue;
    elements.push(text(PADDING + 14, y + 12, note, { look: "soft", width: inner - 14 }));
    y += ROW;
  }
  const height = y + PADDING;
  return { height, elements: [box(0, 0, width, height, "panel"), ...elements] };
}
