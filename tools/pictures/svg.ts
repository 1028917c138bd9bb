import { escaped } from "../../cli/graph/svg/elements";

/** The project's colours. */
export const COLOURS = { blue: "#2563eb", green: "#0f766e", ink: "#1f2937", line: "#94a3b8", soft: "#f1f5f9" };

interface Look {
  size?: number;
  weight?: number;
  colour?: string;
  mono?: boolean;
  anchor?: "start" | "middle" | "end";
}

/** A line of text, by default around its place. */
export function text(x: number, y: number, words: string, look: Look = {}): string {
  const { size = 13, weight = 400, colour = COLOURS.ink, mono, anchor = "middle" } = look;
  const family = mono ? ' font-family="ui-monospace, monospace"' : "";
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${colour}"${family}>${escaped(words)}</text>`;
}

/** A picture with a title for those who do not see it. */
export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="14" fill="${COLOURS.soft}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
