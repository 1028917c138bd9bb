import { COLOURS, svg, text } from "../../pictures/svg";
import type { PeerFigures, PerformanceData, ScaleFigures } from "./data";

const WIDTH = 760;
const MARGIN = 28;
const BAR = { height: 18, gap: 10, left: 190 };
const CURVE = { height: 220, left: 70 };

/** The figures as a picture: how long each tool takes beside the bare script, and how runs grow with the hosts. */
export function drawPerformance({ peers, scale }: PerformanceData): string {
  const parts: string[] = [];
  let y = MARGIN;
  for (const variant of Object.values(peers ?? {})) {
    const drawn = drawBars(variant, y);
    parts.push(...drawn.parts);
    y = drawn.end;
  }
  const points = bySize(scale);
  if (points.length > 1) {
    parts.push(...drawCurves(points, y));
    y += CURVE.height + 70;
  }
  return svg(WIDTH, y + MARGIN, "Times of creation beside the bare script's, and with the number of hosts", parts);
}

/** Smallest first. */
export const bySize = (scale: PerformanceData["scale"] = {}): ScaleFigures[] =>
  Object.values(scale).sort((a, b) => a.hosts - b.hosts);

function drawBars({ about, tools }: PeerFigures, top: number): { parts: string[]; end: number } {
  const longest = Math.max(...tools.map(({ creation }) => creation.ratio ?? 0), 1);
  const scale = (WIDTH - BAR.left - MARGIN - 60) / longest;
  const rows = tools.map(({ title, creation: { ratio = 0 } }, index) => {
    const y = top + 30 + index * (BAR.height + BAR.gap);
    const width = Math.round(ratio * scale);
    const middle = y + BAR.height * 0.75;
    const colour = title === "pulumi-swarm" ? COLOURS.blue : COLOURS.line;
    return [
      text(BAR.left - 12, middle, title, { anchor: "end" }),
      `<rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" rx="4" fill="${colour}"/>`,
      text(BAR.left + width + 8, middle, `${ratio.toFixed(2)} ×`, { anchor: "start" }),
    ];
  });
  const heading = text(MARGIN, top + 14, `Creation, ${about}: times the bare script`, { anchor: "start", weight: 600 });
  return { parts: [heading, ...rows.flat()], end: top + 30 + tools.length * (BAR.height + BAR.gap) + 22 };
}

/** Both axes are logarithmic: what grows as the hosts do is a straight line. */
function drawCurves(points: readonly ScaleFigures[], top: number): string[] {
  const axis = (values: readonly number[], from: number, to: number) => {
    const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
    return (value: number) => Math.round(from + ((Math.log(value) - low) / (high - low || 1)) * (to - from));
  };
  const bottom = top + 40 + CURVE.height;
  const x = axis(
    points.map(({ hosts }) => hosts),
    CURVE.left,
    WIDTH - MARGIN - 90,
  );
  const y = axis(
    points.flatMap(({ up, limit }) => [up, limit]),
    bottom - 20,
    top + 50,
  );
  const curve = (name: "up" | "limit", label: string, colour: string) => {
    const places = points.map((point) => `${x(point.hosts)},${y(point[name])}`);
    const last = points.at(-1) as ScaleFigures;
    return [
      `<polyline points="${places.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      text(x(last.hosts) + 8, y(last[name]) + 4, label, { anchor: "start", colour }),
    ];
  };
  return [
    text(MARGIN, top + 14, "An `up` that makes everything, by hosts", { anchor: "start", weight: 600 }),
    `<path d="M${CURVE.left} ${top + 40}V${bottom}H${WIDTH - MARGIN}" fill="none" stroke="${COLOURS.line}"/>`,
    ...points.map(({ hosts }) => text(x(hosts), bottom + 18, String(hosts))),
    ...curve("limit", "limit", COLOURS.line),
    ...curve("up", "up", COLOURS.blue),
  ];
}
