import type { Findings } from "./findings";
import { interpolate, type Variables } from "./interpolate";
import type { ScalarTree, Tree } from "./tree";

type Cast = "whole" | "number" | "flag";

/** Where Docker makes a number or a boolean of a text that held a variable; `*` is any key, `[]` an element. */
const casts: Record<string, Cast> = {
  "services.*.configs.[].mode": "whole",
  "services.*.secrets.[].mode": "whole",
  "services.*.healthcheck.retries": "whole",
  "services.*.healthcheck.disable": "flag",
  "services.*.deploy.replicas": "whole",
  "services.*.deploy.update_config.parallelism": "whole",
  "services.*.deploy.update_config.max_failure_ratio": "number",
  "services.*.deploy.rollback_config.parallelism": "whole",
  "services.*.deploy.rollback_config.max_failure_ratio": "number",
  "services.*.deploy.restart_policy.max_attempts": "whole",
  "services.*.deploy.placement.max_replicas_per_node": "whole",
  "services.*.ports.[].target": "whole",
  "services.*.ports.[].published": "whole",
  "services.*.ulimits.*": "whole",
  "services.*.ulimits.*.hard": "whole",
  "services.*.ulimits.*.soft": "whole",
  "services.*.privileged": "flag",
  "services.*.oom_score_adj": "whole",
  "services.*.read_only": "flag",
  "services.*.stdin_open": "flag",
  "services.*.tty": "flag",
  "services.*.volumes.[].read_only": "flag",
  "services.*.volumes.[].volume.nocopy": "flag",
  "networks.*.external": "flag",
  "networks.*.internal": "flag",
  "networks.*.attachable": "flag",
  "volumes.*.external": "flag",
  "secrets.*.external": "flag",
  "configs.*.external": "flag",
};
const patterns = Object.entries(casts).map(([path, cast]) => ({ parts: path.split("."), cast }));

/** The tree with every variable replaced. Keys have none. */
export function resolve(tree: Tree, source: string, variables: Variables, findings: Findings): Tree {
  const walk = (node: Tree, path: string[]): Tree => {
    if (node.kind === "list") return { ...node, items: node.items.map((item) => walk(item, [...path, "[]"])) };
    if (node.kind === "map") {
      const entries = [...node.entries].map(
        ([key, { keyAt, value }]) => [key, { keyAt, value: walk(value, [...path, key]) }] as const,
      );
      return { ...node, entries: new Map(entries) };
    }
    if (typeof node.value !== "string" || !node.value.includes("$")) return node;
    const { text, notices } = interpolate(node.value, variables);
    for (const { index, severity, reason } of notices) findings[severity](placeOf(node, index, source), reason);
    if (notices.some(({ severity }) => severity === "problem")) return { ...node, value: text, judged: true };
    // As in Docker, nothing is cast where the text stayed as it was.
    if (text === node.value) return node;
    const value = castTo(castOf(path), text);
    if (value === undefined) {
      findings.problem(node.at, `with its variables this must be a ${castOf(path) === "flag" ? "boolean" : "number"}`);
      return { ...node, judged: true };
    }
    return { ...node, value };
  };
  return walk(tree, []);
}

function castOf(path: string[]): Cast | undefined {
  const fits = (parts: string[]) =>
    parts.length === path.length && parts.every((part, index) => part === "*" || part === path[index]);
  return patterns.find(({ parts }) => fits(parts))?.cast;
}

function castTo(cast: Cast | undefined, text: string): ScalarTree["value"] | undefined {
  switch (cast) {
    case undefined:
      return text;
    case "whole":
      return /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
    case "number":
      return text.trim() === text && text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "flag":
      if (/^(?:y|yes|true|on)$/i.test(text)) return true;
      return /^(?:n|no|false|off)$/i.test(text) ? false : undefined;
  }
}

/** The variable's own place, where the source has the text as it is; else that of the whole value. */
function placeOf({ at, end, value }: ScalarTree, index: number, source: string): number {
  const start = source.slice(at, end).indexOf(String(value));
  return start < 0 ? at : at + start + index;
}
