/** A piece of a drawing and how high it is. */
export interface Piece {
  height: number;
  elements: string[];
}

export interface TextLook {
  /** A class of the drawing's style sheet. */
  look?: string;
  /** Width that there is; a longer text is cut, and shown whole when it is pointed at. */
  width?: number;
}

/** What a character of 12 pixels takes at most, on the average of a name. */
const CHARACTER = 6.9;

export function text(x: number, y: number, words: string, { look, width }: TextLook = {}): string {
  const room = width === undefined ? words.length : Math.max(1, Math.floor(width / CHARACTER));
  const isCut = words.length > room;
  const shown = isCut ? `${words.slice(0, room - 1)}…` : words;
  const title = isCut ? `<title>${escaped(words)}</title>` : "";
  return `<text x="${x}" y="${y}"${look ? ` class="${look}"` : ""}>${title}${escaped(shown)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, look: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" class="${look}"/>`;
}

/** Elements at another place. */
export function moved(x: number, y: number, elements: readonly string[]): string[] {
  return [`<g transform="translate(${x} ${y})">`, ...elements, "</g>"];
}

/** A text as XML has it. Characters that XML cannot have are left out. */
export function escaped(words: string): string {
  return words
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
