/** A scalar without quotes, as Docker's client reads it. */
export interface PlainScalar {
  value: string | number | boolean | null;
  /** How the client holds it. A time has its text as value. */
  type: "text" | "int" | "uint" | "float" | "time" | "boolean" | "nothing";
  /** What becomes of it where the client makes a text of it. */
  printed: string;
}

const words = new Map<string, PlainScalar>([
  ...["true", "True", "TRUE"].map((word) => [word, { value: true, type: "boolean", printed: "true" }] as const),
  ...["false", "False", "FALSE"].map((word) => [word, { value: false, type: "boolean", printed: "false" }] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { value: null, type: "nothing", printed: "" }] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, floatOf(Number.NaN)] as const),
  ...[".inf", ".Inf", ".INF"].flatMap((word) => [
    [word, floatOf(Number.POSITIVE_INFINITY)] as const,
    [`+${word}`, floatOf(Number.POSITIVE_INFINITY)] as const,
    [`-${word}`, floatOf(Number.NEGATIVE_INFINITY)] as const,
  ]),
]);

const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/**
 * Pure: reads a plain scalar by the rules of gopkg.in/yaml.v3, which knows the numbers of YAML 1.1 and 1.2, and dates.
 * @param isFloat It is tagged `!!float`.
 */
export function readPlain(text: string, isFloat = false): PlainScalar {
  const asText: PlainScalar = { value: text, type: "text", printed: text };
  const word = words.get(text);
  if (word) return word;
  if (text.startsWith(".")) return decimal.test(text) ? (finite(Number(text)) ?? asText) : asText;
  if (!/^[-+\d]/.test(text)) return asText;
  const time = timeOf(text);
  if (time !== undefined) return { value: text, type: "time", printed: time };
  const digits = text.replaceAll("_", "");
  const whole = wholeOf(digits);
  if (whole !== undefined && !isFloat) return whole;
  if (whole !== undefined) return floatOf(Number(whole.value));
  return decimal.test(digits) ? (finite(Number(digits)) ?? asText) : asText;
}

/** A whole number of 64 bits; a leading zero makes it octal. */
function wholeOf(digits: string): PlainScalar | undefined {
  const match = /^([-+]?)(?:0x([\da-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i.exec(digits);
  if (!match) return undefined;
  const [, sign = "", hex, binary, octal, ten] = match;
  const size = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (ten as string));
  const number = sign === "-" ? -size : size;
  if (number < -(2n ** 63n) || number >= (sign ? 2n ** 63n : 2n ** 64n)) return undefined;
  return { value: Number(number), type: number < 2n ** 63n ? "int" : "uint", printed: String(number) };
}

function finite(value: number): PlainScalar | undefined {
  return Number.isFinite(value) ? floatOf(value) : undefined;
}

/** Go prints as few digits as are needed, with an exponent from a million on. */
function floatOf(value: number): PlainScalar {
  const [, mantissa = "", sign = "", power = ""] = /^(.+)e([-+])(\d+)$/.exec(value.toExponential()) ?? [];
  const exponent = Number(`${sign}${power}`);
  const short = Object.is(value, -0) ? "-0" : String(value);
  const isLong = Number.isFinite(value) && (exponent < -4 || exponent > 5);
  return { value, type: "float", printed: isLong ? `${mantissa}e${sign}${power.padStart(2, "0")}` : short };
}

const dateAndTime =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)([.,]\d+)?(?:Z|([-+]\d\d):(\d\d)))|(?: (\d\d?):(\d\d?):(\d\d?)([.,]\d+)?))?$/;

/** A date as Go prints it. */
function timeOf(text: string): string | undefined {
  const match = dateAndTime.exec(text);
  if (!match) return undefined;
  const [, year, month = "", day = "", ...rest] = match;
  const [hour = rest[6] ?? "0", minute = rest[7] ?? "0", second = rest[8] ?? "0", parts = rest[9], zone, minutes] =
    rest;
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (zone && (Math.abs(Number(zone)) > 24 || Number(minutes) > 60)) return undefined;
  const two = (part: string) => part.padStart(2, "0");
  const fraction = parts?.slice(1, 10).replace(/0+$/, "");
  const offset = `${zone ?? "+00"}${minutes ?? "00"}`;
  const place = /^[-+]0000$/.test(offset) ? "+0000 UTC" : `${offset} ${offset}`;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${fraction ? `.${fraction}` : ""} ${place}`;
}
