import type { Topology } from "../topology";
import { escaped, moved, type Piece, text } from "./elements";
import { drawNetworks, drawServices, drawStorage } from "./tables";
import { drawZones } from "./zones";

const WIDTH = 1_120;
const MARGIN = 16;
const TOP = 68;
const GAP = 12;

/** Light or dark as the reader has it. */
const STYLE = `
svg{--back:#f8fafc;--panel:#eef2f7;--card:#fff;--ink:#0f172a;--soft:#526075;--line:#cbd5e1;--manager:#2563eb;--worker:#0f766e;--bad:#b91c1c;--odd:#92400e}
@media (prefers-color-scheme:dark){svg{--back:#0f172a;--panel:#1e293b;--card:#0f172a;--ink:#e2e8f0;--soft:#94a3b8;--line:#475569;--manager:#60a5fa;--worker:#2dd4bf;--bad:#f87171;--odd:#fbbf24}}
text{font:12px system-ui,sans-serif;fill:var(--ink)}
.title{font-size:18px;font-weight:600}.strong{font-weight:600}.soft{fill:var(--soft)}.bad{fill:var(--bad);font-weight:600}.odd{fill:var(--odd)}
.back{fill:var(--back)}.panel{fill:var(--panel);stroke:var(--line)}.card{fill:var(--card);stroke-width:2}
.manager{stroke:var(--manager)}.worker{stroke:var(--worker)}.down{stroke:var(--bad);stroke-dasharray:6 4}
`;

/** The topology as a drawing: zones with their nodes, then services, networks and storage. */
export function svgOf({ swarm, quorum, zones, services, networks, storage }: Topology): string {
  const inner = WIDTH - 2 * MARGIN;
  const half = (inner - GAP) / 2;
  const nodes = drawZones(zones, inner);
  const table = drawServices(services, inner);
  const [left, right] = [drawNetworks(networks, half), drawStorage(storage, half)];
  const below: Piece = {
    height: Math.max(left.height, right.height),
    elements: [...left.elements, ...moved(left.height > 0 ? half + GAP : 0, 0, right.elements)],
  };
  let y = TOP;
  const elements = [nodes, table, below]
    .filter(({ height }) => height > 0)
    .flatMap((piece) => {
      const placed = moved(MARGIN, y, piece.elements);
      y += piece.height + GAP;
      return placed;
    });
  const height = y - GAP + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(`Topology of the swarm ${swarm}`)}</title>`,
    `<style>${STYLE.trim()}</style>`,
    `<rect width="${WIDTH}" height="${height}" rx="12" class="back"/>`,
    text(MARGIN, 34, `Swarm ${swarm}`, { look: "title", width: inner * 0.6 }),
    text(MARGIN, 54, `Quorum ${quorum}`, { look: "soft", width: inner }),
    ...elements,
    "</svg>",
    "",
  ].join("\n");
}
