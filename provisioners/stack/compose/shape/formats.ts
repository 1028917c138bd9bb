import { isIP } from "node:net";
import { parsePort } from "../ports";
import { parseMount } from "../short-mount";
import { constraintProblem } from "./constraints";

export type Format =
  | "duration"
  | "grace period"
  | "health duration"
  | "size"
  | "cpus"
  | "image"
  | "port"
  | "target port"
  | "published port"
  | "volume"
  | "subnet"
  | "constraint"
  | "restart policy";

/** Says how a value has to be where it is not as it must be. Each as Docker's client or daemon judges it. */
export function formatProblem(format: Format, value: string | number): string | undefined {
  return checks[format](String(value));
}

const checks: Record<Format, (value: string) => string | undefined> = {
  "grace period": (value) => durationProblem(durationOf(value)),
  duration: (value) => {
    const time = durationOf(value);
    return durationProblem(time) ?? (Number(time) < 0 ? "must not be negative: Docker takes no such time" : undefined);
  },
  "health duration": (value) => {
    const time = durationOf(value);
    // Zero stands for Docker's default.
    const isShort = time !== 0 && Number(time) < 1e6;
    return durationProblem(time) ?? (isShort ? "must be at least `1ms`: Docker takes no less" : undefined);
  },
  size: (value) => {
    const bytes = bytesOf(value);
    if (bytes === undefined) return "must be an amount of memory, such as `512M` or `1G`";
    return bytes > 0 && bytes < 4 * 1024 ** 2 ? "must be at least `4M`: Docker takes no less" : undefined;
  },
  cpus: (value) => {
    if (/^\d+\/[1-9]\d*$/.test(value)) return undefined;
    if (!/^(?:\d+\.?\d{0,9}|\.\d{1,9})$/.test(value)) return 'must be a number of CPUs, such as `"0.5"`';
    return Number(value) > 0 && Number(value) < 0.001 ? "must be at least `0.001`: Docker takes no less" : undefined;
  },
  image: (value) => (isImage(value) ? undefined : "is no image: it is `name:tag` in lower case, such as `nginx:1.29`"),
  port: (value) => parsePort(value).problem,
  "target port": (value) => (Number(value) >= 1 && Number(value) <= 65535 ? undefined : "must be from 1 to 65535"),
  "published port": (value) => (Number(value) >= 0 && Number(value) <= 65535 ? undefined : "must be from 0 to 65535"),
  volume: (value) => parseMount(value).problem,
  subnet: (value) => (isSubnet(value) ? undefined : "must be a network, such as `10.20.0.0/24`"),
  constraint: constraintProblem,
  "restart policy": (value) => {
    const known = /^(?:|no|always|unless-stopped|on-failure(?::\d+)?)$/.test(value);
    return known ? undefined : "must be `no`, `always`, `unless-stopped` or `on-failure`";
  },
};

function durationProblem(time: number | undefined): string | undefined {
  if (time === undefined) return "must be a time with its unit, such as `30s` or `1m30s`";
  return Math.abs(time) >= 2 ** 63 ? "is too long: Docker takes 292 years" : undefined;
}

const units: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Nanoseconds of a time with its units; `undefined` for anything else. */
export function durationOf(value: string): number | undefined {
  if (!/^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(value)) return undefined;
  const parts = value.matchAll(/([\d.]+)([a-zµμ]+)/g);
  const size = [...parts].reduce((sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? 0), 0);
  return value.startsWith("-") && size !== 0 ? -size : size;
}

/** Bytes of an amount of memory; `undefined` for anything else. */
export function bytesOf(value: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+) ?(?:([kmgtp])?(?:i?b)?)$/i.exec(value);
  if (!match) return undefined;
  const power = match[2] ? "kmgtp".indexOf(match[2].toLowerCase()) + 1 : 0;
  return Number(match[1]) * 1024 ** power;
}

/** `[registry[:port]/]path[:tag][@digest]`, the path in lower case. */
function isImage(value: string): boolean {
  if (/^[a-f0-9]{64}$/.test(value)) return true;
  const name = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  const label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?`;
  const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
  const whole = new RegExp(`^(?:${host}/)?${name}(?:/${name})*(?::\\w[\\w.-]{0,127})?(?:@${digest})?$`);
  return value.length < 512 && whole.test(value);
}

function isSubnet(value: string): boolean {
  const [address = "", bits = "", more] = value.split("/");
  const family = isIP(address);
  return (
    family > 0 && more === undefined && /^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
  );
}
