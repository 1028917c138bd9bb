import { isIP } from "node:net";
import { parsePort } from "./ports";

export type Format =
  | "duration"
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
  duration: (value) => (isDuration(value) ? undefined : "must be a time with its unit, such as `30s` or `1m30s`"),
  "health duration": (value) => {
    if (!isDuration(value)) return checks.duration(value);
    // Zero stands for Docker's default.
    return /^\D*[\d.]+(?:ns|us|µs|μs)$/.test(value) && Number.parseFloat(value) < 1_000
      ? "must be at least `1ms`: Docker takes no less"
      : undefined;
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
  volume: volumeProblem,
  subnet: (value) => (isSubnet(value) ? undefined : "must be a network, such as `10.20.0.0/24`"),
  constraint: constraintProblem,
  "restart policy": (value) => {
    const known = /^(?:|no|always|unless-stopped|on-failure(?::\d+)?)$/.test(value);
    return known ? undefined : "must be `no`, `always`, `unless-stopped` or `on-failure`";
  },
};

function isDuration(value: string): boolean {
  return /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(value);
}

function bytesOf(value: string): number | undefined {
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
  return family > 0 && more === undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function volumeProblem(value: string): string | undefined {
  if (value === "") return "is empty: a volume is `name:/path` or `/path`";
  if (value.length < 3) return undefined;
  const parts = value.replace(/(^|:)[A-Za-z]:(?=[\\/])/g, "$1").split(":");
  if (parts.includes("")) return "has nothing between two colons: a volume is `name:/path` or `name:/path:ro`";
  return parts.length > 3 ? "has too many colons: a volume is `name:/path` or `name:/path:ro`" : undefined;
}

const nodeKeys = /^node\.(?:id|hostname|role|ip|platform\.os|platform\.arch|labels\..+)$|^engine\.labels\..+$/i;

function constraintProblem(value: string): string | undefined {
  const match = /^\s*([\w.-]+)\s*(==|!=)\s*([\w:\-\s.*()?+[\]\\^$|/]+)$/.exec(value);
  if (!match) return "is no constraint: write `node.role == manager` or `node.labels.disk != ssd`";
  const key = match[1] as string;
  if (!nodeKeys.test(key)) {
    return `is met by no node: nodes have no \`${key}\`; for a label write \`node.labels.${key.replace(/^labels\./, "")}\``;
  }
  const role = key.toLowerCase() === "node.role" && !/^(?:manager|worker)$/i.test((match[3] as string).trim());
  return role ? "must compare node.role with `manager` or `worker`" : undefined;
}
