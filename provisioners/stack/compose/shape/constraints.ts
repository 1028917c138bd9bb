import { isIP } from "node:net";

/** A constraint taken apart; names of nodes' properties in lower case, those of labels as they are. */
export interface Constraint {
  key: string;
  operator: "==" | "!=";
  value: string;
}

const form = /^\s*([\w.-]+)\s*(==|!=)\s*([\w:\-\s.*()?+[\]\\^$|/]+)$/;
const nodeKeys = /^node\.(?:id|hostname|role|ip|platform\.os|platform\.arch|labels\..+)$|^engine\.labels\..+$/i;
/** What Go calls an architecture, and what nodes call theirs. */
const architectures: Record<string, string> = { amd64: "x86_64", arm64: "aarch64", "386": "i686", arm: "armv7l" };

export function readConstraint(text: string): Constraint | undefined {
  const [, name = "", operator, value = ""] = form.exec(text) ?? [];
  if (operator !== "==" && operator !== "!=") return undefined;
  const [, labels, label] = /^((?:node|engine)\.labels\.)(.+)$/i.exec(name) ?? [];
  return { key: labels ? `${labels.toLowerCase()}${label}` : name.toLowerCase(), operator, value: value.trim() };
}

/** Why Docker refuses a constraint, or no node meets it. */
export function constraintProblem(text: string): string | undefined {
  const found = readConstraint(text);
  if (!found) return "is no constraint: write `node.role == manager` or `node.labels.disk != ssd`";
  const { key, operator, value } = found;
  if (!nodeKeys.test(key)) {
    return `is met by no node: nodes have no \`${key}\`; for a label write \`node.labels.${key.replace(/^labels\./, "")}\``;
  }
  if (key === "node.role" && !/^(?:manager|worker)$/i.test(value)) {
    return "must compare node.role with `manager` or `worker`";
  }
  if (key === "node.ip" && !isAddress(value)) return "must compare node.ip with an address or a network";
  const other = operator === "==" ? otherName(key, value) : undefined;
  return (
    other &&
    `is met by no node, because Docker compares with what nodes call it themselves: write \`${key} == ${other}\``
  );
}

/** Why a constraint excludes nothing. */
export function constraintWarning(text: string): string | undefined {
  const { key = "", operator, value = "" } = readConstraint(text) ?? {};
  const other = operator === "!=" ? otherName(key, value) : undefined;
  return (
    other &&
    `excludes no node, because Docker compares with what nodes call it themselves: write \`${key} != ${other}\``
  );
}

/** Two constraints that no node meets together. */
export function contradict(one: Constraint, other: Constraint): boolean {
  if (one.key !== other.key || one.key === "node.ip") return false;
  const isSame = one.value.toLowerCase() === other.value.toLowerCase();
  if (one.operator === "==" && other.operator === "==") return !isSame;
  if (one.operator !== other.operator) return isSame;
  return one.key === "node.role" && !isSame;
}

/** The name that a value stands for, where no node has it. */
function otherName(key: string, value: string): string | undefined {
  const lower = value.toLowerCase();
  if (key === "node.platform.arch") return Object.hasOwn(architectures, lower) ? architectures[lower] : undefined;
  const isSystem = /^(?:linux|windows|freebsd|darwin)$/.test(lower);
  return key === "node.platform.os" && !isSystem ? "linux" : undefined;
}

function isAddress(value: string): boolean {
  const [address = "", bits, more] = value.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
