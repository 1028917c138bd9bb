import type { ScalarTree } from "../document/tree";
import type { Shape } from "./shape";

/** Whether any scalar may stand there, because Docker makes a text of it. */
export function takesAnyScalar({ kinds, format, lenient }: Shape): boolean {
  return kinds.includes("text") && kinds.includes("number") && !format && !lenient;
}

/** Pure: what Docker makes of a value without quotes where that is not what the file shows. */
export function changeOf({ value, plain }: ScalarTree, shape: Shape): { problem?: string; warning?: string } {
  if (!plain) return {};
  const { type, written, printed } = plain;
  if (takesAnyScalar(shape)) return shape.ignored ? {} : textChange(plain);
  if (typeof value !== "number") return {};
  if (Math.abs(value) >= 2 ** 63) return { problem: "is too large: Docker takes numbers of 64 bits" };
  if (shape.strict && type !== "int")
    return { problem: `must be a whole number without a fraction: write \`${value}\`` };
  if (shape.rights) return rightsChange(value, written);
  const whole = Math.trunc(value);
  if (shape.truncates && whole !== value) return { warning: `Docker makes \`${whole}\` of \`${written}\`` };
  if (!/^[-+]?0\d+$/.test(written) || Number(written) === value) return {};
  return { warning: `Docker reads \`${written}\` in octal, as \`${printed}\`: write it without the leading zero` };
}

function textChange({ type, written, printed }: NonNullable<ScalarTree["plain"]>): { warning?: string } {
  if (written === printed) return {};
  if (type === "nothing")
    return { warning: `Docker passes on an empty text for \`${written}\`: quote it, or leave it out` };
  const newer = type === "time" ? ", from version 27 on," : "";
  return { warning: `Docker${newer} passes on \`${printed}\` for \`${written}\`: quote it` };
}

const usualRights = new Set("400 440 444 500 550 555 600 640 644 660 664 666 700 750 755 770 775 777".split(" "));

/** Rights that look octal and are decimal. */
function rightsChange(value: number, written: string): { problem?: string; warning?: string } {
  const whole = Math.trunc(value);
  if (whole !== value) return { warning: `Docker makes \`${whole}\` of \`${written}\`` };
  const octal = value.toString(8);
  if (!/^[1-7][0-7]{2,3}$/.test(written) || usualRights.has(octal)) return {};
  return { warning: `\`${written}\` is decimal, the rights 0${octal}: write \`0${written}\`` };
}
