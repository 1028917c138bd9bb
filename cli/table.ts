import Table from "cli-table3";
import { colors } from "./colors";

/** Columns of text without lines between them; nothing for no rows. */
export function table(head: string[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const none = Object.fromEntries(borders.map((part) => [part, ""]));
  const made = new Table({
    head: head.map(colors.bold),
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  made.push(...rows);
  // Columns are filled with spaces to their width, the last one too.
  return made.toString().replace(/ +$/gm, "");
}

const borders = [
  ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
  ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
];
