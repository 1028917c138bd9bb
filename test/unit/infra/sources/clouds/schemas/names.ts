import { autoNameSuffix, nameRules as aws } from "../../../../../../infra/sources/aws/names";
import { type NameRule, nameProblem } from "../../../../../../infra/sources/cloud/names";
import { nameRules as digitalocean } from "../../../../../../infra/sources/digitalocean/names";
import type { Recorded } from "../../../../recorded";

type Planned = Pick<Recorded, "type" | "name" | "inputs">;

const tables: Record<string, Record<string, NameRule>> = { aws, digitalocean };

/** What the clouds' rules for names say against planned resources, as `type name: problem`. */
export function nameProblems(planned: readonly Planned[]): string[] {
  return planned.flatMap((resource) => {
    const rules = tables[resource.type.split(":")[0] ?? ""];
    return rules ? namesIn(resource, rules).flatMap(([rule, name]) => problem(resource, rule, name)) : [];
  });
}

/** Every name that a resource gives, with its rule. */
function namesIn({ type, name, inputs }: Planned, rules: Record<string, NameRule>): [NameRule, string][] {
  const own = type.split(":").at(-1) ?? "";
  const rule = rules[own.charAt(0).toLowerCase() + own.slice(1)];
  const { name: given, description, tags } = inputs;
  // The engine gives a name to what has none and needs one.
  const full = typeof given === "string" ? given : name + "-".padEnd(autoNameSuffix, "0");
  const texts = typeof description === "string" && rules.description ? [[rules.description, description] as const] : [];
  const labels = Array.isArray(tags) ? [] : Object.entries((tags ?? {}) as Record<string, string>);
  return [
    ...(rule ? ([[rule, full]] as [NameRule, string][]) : []),
    ...texts.map(([of, text]): [NameRule, string] => [of, text]),
    ...labels.flatMap(([key, value]): [NameRule, string][] => [
      [rules.tagKey as NameRule, key],
      [rules.tagValue as NameRule, value],
    ]),
  ];
}

function problem({ type, name }: Planned, rule: NameRule, text: string): string[] {
  const found = nameProblem(rule, text);
  return found ? [`${type} ${name}: ${text}: ${found}`] : [];
}
