import type { Outputs } from "../stack/report";
import { COLOURS, svg, text } from "./svg";

const BOX = { width: 170, height: 96, gap: 22 };
const MARGIN = 28;

/** A cluster as an SVG drawing: its nodes on their network, its stacks across them, and where they answer. */
export function drawCluster({ nodes, services, urls }: Outputs): string {
  const width = Math.max(560, MARGIN * 2 + nodes.length * (BOX.width + BOX.gap) - BOX.gap);
  const top = 92;
  const mesh = top + BOX.height + 46;
  const rows = services.map(({ name, image, running, desired }) => `${name}   ${running}/${desired}   ${image}`);
  const height = mesh + 66 + rows.length * 24 + MARGIN;
  const boxes = nodes.map(({ name, role, address }, index) => {
    const x = MARGIN + index * (BOX.width + BOX.gap);
    const centre = x + BOX.width / 2;
    const colour = role === "manager" ? COLOURS.blue : COLOURS.green;
    return [
      `<rect x="${x}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="10" fill="white" stroke="${colour}" stroke-width="2"/>`,
      `<rect x="${x}" y="${top}" width="${BOX.width}" height="8" rx="4" fill="${colour}"/>`,
      text(centre, top + 38, name, { size: 16, weight: 600 }),
      text(centre, top + 60, role, { colour }),
      text(centre, top + 81, address, { mono: true }),
      `<path d="M${centre} ${top + BOX.height}V${mesh}" stroke="${COLOURS.line}" stroke-width="2"/>`,
    ];
  });
  const inner = width - MARGIN * 2;
  return svg(width, height, `${nodes.length} nodes of a swarm and what runs on them`, [
    text(
      width / 2,
      40,
      Object.entries(urls)
        .map(([name, url]) => `${name} at ${url}`)
        .join("   "),
      { mono: true },
    ),
    `<path d="M${width / 2} 52V${top - 10}" stroke="${COLOURS.line}" stroke-width="2" stroke-dasharray="4 4"/>`,
    ...boxes.flat(),
    `<rect x="${MARGIN}" y="${mesh}" width="${inner}" height="28" rx="8" fill="white" stroke="${COLOURS.line}"/>`,
    text(width / 2, mesh + 19, "routing mesh · overlay networks"),
    ...rows.map((row, index) => text(width / 2, mesh + 62 + index * 24, row, { mono: true, size: 14 })),
  ]);
}
