import { z } from "zod";
import { quorumWarning } from "../../quorum";
import type { ConfigContext } from "../../settings/context";
import { cloudsOf, ownersOf } from "../../settings/schema/source-keys";
import type { SourceKeys } from "../../settings/schema/source-schema";
import type { MachinePlan, MachineSource } from "../../sources/source";

/** The machines that the settings ask for, as their source plans them; `undefined` where a problem leaves too little. */
export function planMachines(
  context: ConfigContext,
  source: MachineSource,
  sources: readonly MachineSource[],
): MachinePlan | undefined {
  if (!context.incomplete.has("source")) checkSourceKeys(context, source, sources);
  const plan = source.plan(context);
  if (plan && !context.incomplete.has(plan.key)) checkManagers(context, plan);
  return plan;
}

/** Keys that the chosen source does not use. */
function checkSourceKeys(
  { settings, diagnostics }: ConfigContext,
  source: MachineSource,
  sources: readonly MachineSource[],
): void {
  const refuse = (place: keyof SourceKeys, path: (string | number)[], values: object = {}) => {
    for (const [key, value] of Object.entries(values)) {
      const owners = ownersOf(sources, place, key);
      if (value === undefined || owners.length === 0 || owners.includes(source)) continue;
      diagnostics.problem([...path, key], `is for ${owners.map(({ title }) => title).join(" or ")} only`);
    }
  };
  const unused = (key: string, users: readonly string[]) => {
    const names = users.map((name) => `\`${name}\``).join(" or ");
    const text = `is not used by source \`${source.name}\`: set \`swarm:source\` to ${names}, or remove it`;
    diagnostics.problem(key, text);
  };
  for (const [key, value] of Object.entries(settings)) {
    const owners = ownersOf(sources, "top", key);
    // A key with a default is always there.
    const isSet = value !== undefined && owners[0]?.keys.top?.[key] instanceof z.ZodOptional;
    if (isSet && !owners.includes(source))
      unused(
        key,
        owners.map(({ name }) => name),
      );
  }
  const { pools, cloud, nfs } = settings;
  if (cloud && !source.cloud)
    unused(
      "cloud",
      cloudsOf(sources).map(({ name }) => name),
    );
  if (nfs && source.cloud) {
    diagnostics.problem("nfs", `is not used by source \`${source.name}\`: set \`nfs\` in \`swarm:cloud\` instead`);
  }
  pools?.forEach((pool, index) => {
    refuse("pool", ["pools", index], pool);
  });
  if (!source.cloud) return;
  refuse("cloud", ["cloud"], cloud);
  refuse("cloudNfs", ["cloud", "nfs"], cloud?.nfs);
}

function checkManagers({ diagnostics }: ConfigContext, { key, groups }: MachinePlan): void {
  const managers = groups.reduce((sum, { role, count }) => (role === "manager" ? sum + count : sum), 0);
  if (managers < 1 && groups.length > 0) {
    diagnostics.problem(key, "have no manager: at least one is needed, 3 survive the loss of one");
  } else if (managers > 7) {
    diagnostics.problem(key, `have ${managers} managers: at most 7 are allowed, more only make it slower; use workers`);
  } else if (managers > 0) {
    const warning = quorumWarning(managers);
    if (warning) diagnostics.warn(warning);
  }
}
