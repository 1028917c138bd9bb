import { escaped } from "../../cli/graph/svg/elements";

/** A line that a command printed. */
export interface RecordedLine {
  /** Seconds since the command began. */
  at: number;
  text: string;
}

const ROWS = 22;
const ROW_HEIGHT = 18;
const COLUMNS = 96;
const COLUMN_WIDTH = 7.8;
const MARGIN = 16;
const TITLE_HEIGHT = 34;
/** Real pauses are shortened: a reader of the page does not wait for a machine to boot. */
const LONGEST_PAUSE = 0.7;
const SHORTEST_PAUSE = 0.06;
/** How long the last screen stays before the recording starts again, in seconds. */
const HOLD = 8;
const COLOURS = { back: "#0f172a", bar: "#1e293b", ink: "#e2e8f0", soft: "#94a3b8", good: "#4ade80", bad: "#f87171" };

/**
 * A recorded terminal session as an animated SVG: lines appear in their order and scroll, each with the real time at which
 * it was printed. Without animation (`prefers-reduced-motion`) the last screen is shown.
 */
export function drawRecording(command: string, lines: readonly RecordedLine[]): string {
  const starts = startsOf(lines);
  const total = (starts.at(-1) ?? 0) + HOLD;
  const width = Math.round(MARGIN * 2 + COLUMNS * COLUMN_WIDTH);
  const height = TITLE_HEIGHT + MARGIN * 2 + ROWS * ROW_HEIGHT;
  const percent = (seconds: number) => `${((seconds / total) * 100).toFixed(2)}%`;
  const offset = (count: number) => -Math.max(0, count - ROWS) * ROW_HEIGHT;
  const scroll = starts
    .map((start, index) => `${percent(start)}{transform:translateY(${offset(index + 1)}px)}`)
    .slice(ROWS);
  const appearances = starts.map((start, index) => {
    return `@keyframes l${index}{0%{opacity:0}${percent(start)}{opacity:1}}`;
  });
  const rows = lines.map(({ at, text }, index) => {
    const y = TITLE_HEIGHT + MARGIN + ROW_HEIGHT * (index + 0.7);
    return [
      `<g style="animation-name:l${index}">`,
      `<text x="${MARGIN}" y="${y}" fill="${colourOf(text)}" xml:space="preserve">${escaped(fitted(text))}</text>`,
      `<text x="${width - MARGIN}" y="${y}" fill="${COLOURS.soft}" text-anchor="end">${clock(at)}</text></g>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="ui-monospace, monospace" font-size="13">`,
    `<title>A recording of ${escaped(command)}</title>`,
    "<style>",
    `g[style]{animation-duration:${total.toFixed(2)}s;animation-timing-function:step-end;animation-iteration-count:infinite}`,
    `@keyframes scroll{0%{transform:translateY(0)}${scroll.join("")}}`,
    ...appearances,
    `.last{transform:translateY(${offset(lines.length)}px)}`,
    "@media (prefers-reduced-motion: reduce){g[style]{animation-name:none!important}}",
    "</style>",
    `<clipPath id="screen"><rect x="0" y="${TITLE_HEIGHT}" width="${width}" height="${height - TITLE_HEIGHT}"/></clipPath>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${COLOURS.back}"/>`,
    `<rect width="${width}" height="${TITLE_HEIGHT}" rx="10" fill="${COLOURS.bar}"/>`,
    `<text x="${MARGIN}" y="22" fill="${COLOURS.ink}">$ ${escaped(command)}</text>`,
    `<text x="${width - MARGIN}" y="22" fill="${COLOURS.soft}" text-anchor="end">time of the recorded run</text>`,
    `<g clip-path="url(#screen)"><g class="last" style="animation-name:scroll">${rows.join("\n")}</g></g>`,
    "</svg>",
    "",
  ].join("\n");
}

/** When each line appears in the recording, in seconds. */
function startsOf(lines: readonly RecordedLine[]): number[] {
  let now = 0;
  let before = 0;
  return lines.map(({ at }) => {
    now += Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, at - before));
    before = at;
    return now;
  });
}

function colourOf(text: string): string {
  if (/^\s*✓|200 OK/.test(text)) return COLOURS.good;
  if (/^\s*✗|error/.test(text)) return COLOURS.bad;
  return /^\s*[→@]/.test(text) ? COLOURS.soft : COLOURS.ink;
}

/** Room for the time at the right. */
function fitted(text: string): string {
  const most = COLUMNS - 7;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
