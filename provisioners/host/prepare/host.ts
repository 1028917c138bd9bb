import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import type { Host } from "../../docker/host";
import { dial, dialOrWarn, type HandlerContext } from "../../provider/handler-context";
import { defineResource, type ResourceContext } from "../../provider/resource";
import { batched } from "../../ssh/commands/batch";
import { publishedFromProblem } from "../cidr";
import { readFacts } from "../facts/facts";
import { recallFacts, rememberFacts } from "../facts/facts-memory";
import { waitForCloudInit } from "../packages/cloud-init";
import { type Change, makeChanges } from "./changes";
import { type FirewallName, firewallTurn, planFirewall, type Rule } from "./firewall";
import { hostname } from "./hostname";
import { hostsFile } from "./hosts-file";
import { kernel } from "./kernel";
import { metadata } from "./metadata";
import { pruning } from "./prune";
import { published } from "./published";
import { rootDisk, rootDiskProblems } from "./root-disk";
import { hostInputs, hostOutputs } from "./schema";
import { keptFolder, type Step, type Wanted } from "./step";
import { timeSync } from "./time";

type Outputs = z.output<typeof hostOutputs>;

const steps: readonly Step[] = [hostname, hostsFile, timeSync, kernel, published, metadata, rootDisk, pruning];

export const host = defineResource({
  name: "Host",
  description: "One host made ready for Docker and a swarm. Deleting it takes away what was written.",
  inputs: hostInputs,
  outputs: hostOutputs,

  check({ publishedFrom = [] }) {
    return publishedFrom.flatMap((cidr, index) => {
      const reason = publishedFromProblem(cidr);
      return reason ? [{ property: `publishedFrom[${index}]`, reason }] : [];
    });
  },

  diff(state, inputs) {
    const before = hostInputs.parse(state);
    return {
      changes: state.pending || !isDeepStrictEqual(before, inputs),
      replaces: before.name === inputs.name ? [] : ["name"],
    };
  },

  checkPlan: rootDiskProblems,

  async create(context, inputs) {
    const target = await dial(context, inputs.name, inputs.connection);
    return { id: inputs.name, outputs: await prepare(context, target, inputs) };
  },

  async read(context, _id, state) {
    const [inputs, outputs] = [hostInputs.parse(state), hostOutputs.parse(state)];
    const target = await dialOrWarn(context, state, "its state is taken as it was", ["SSH_UNREACHABLE"]);
    if (!target) return { inputs, outputs };
    const { changes } = await plan(target, inputs);
    for (const { what } of changes) context.log(`${inputs.name} is not as it was left; due: ${what}`, "warning");
    return { inputs, outputs, drifted: changes.length > 0 };
  },

  /** With every machine that comes or goes, all others change: one that is down must not hold up the rest. */
  async update(context, _id, state, inputs) {
    const consequence = "it is prepared by a later run";
    const target = await dialOrWarn(context, inputs, consequence, ["SSH_UNREACHABLE"]);
    if (!target) return { firewall: state.firewall, pending: true };
    return prepare(context, target, inputs, state);
  },

  async delete(context, _id, state) {
    const target = await dialOrWarn(context, state, "nothing was undone there");
    if (!target) return;
    const nothing = { name: state.name, connection: state.connection, timeSync: false, kernel: false, allow: [] };
    await make(context, target, hostInputs.parse(nothing));
    await removeFolders(target);
  },
});

async function prepare(
  context: ResourceContext<Outputs>,
  target: Host,
  inputs: Wanted,
  before?: Outputs,
): Promise<Outputs> {
  const outputs: Outputs = { firewall: before?.firewall ?? "none", pending: true };
  context.exists(inputs.name, outputs);
  const facts = recallFacts(context, inputs.connection) ?? (await readFacts(target));
  if (facts.init !== "systemd") throw unfit(target, facts.init);
  // It sets names and writes /etc/hosts at first boot.
  if (facts.cloudInit) await waitForCloudInit(context, target);
  // For the engine: what is done here changes nothing that it asks for.
  if (facts.cloudInit !== "running") rememberFacts(context, inputs.connection, { ...facts, cloudInit: undefined });
  const firewall = await make(context, target, inputs);
  if (inputs.allow?.length && firewall === "none" && before?.firewall !== "none") {
    context.log(`${inputs.name}: no firewall is active on the host, and none is set up`);
  }
  return { firewall, pending: false };
}

async function make(context: HandlerContext, target: Host, inputs: Wanted): Promise<FirewallName | "none"> {
  // An NFS server on the same host has rules of its own.
  return firewallTurn(context.session, inputs.connection, async () => {
    context.status("looking at what is there");
    const { changes, firewall } = await plan(target, inputs);
    await makeChanges(context, target, inputs.name, changes);
    return firewall;
  });
}

async function plan(target: Host, inputs: Wanted): Promise<{ changes: Change[]; firewall: FirewallName | "none" }> {
  const looking = batched(target);
  const [firewall, ...found] = await Promise.all([
    planFirewall(looking, `node-${inputs.name}`, rulesOf(inputs)),
    ...steps.map((step) => step(looking, inputs)),
  ]);
  return { changes: [...found.flat(), ...firewall.changes], firewall: firewall.name };
}

/** Folders that were made for our files, unless somebody else has put something there. */
async function removeFolders(target: Host): Promise<void> {
  const units = ["docker", "nftables"].map((name) => `/etc/systemd/system/${name}.service.d`);
  const folders = [...units, "/etc/pulumi-swarm", `${keptFolder}/firewall`, keptFolder];
  const script = 'for path; do if [ -d "$path" ]; then rmdir --ignore-fail-on-non-empty -- "$path"; fi; done';
  await target.run(["sh", "-c", script, "remove", ...folders], { what: "remove empty folders", idempotent: true });
}

function rulesOf({ allow = [] }: Wanted): Rule[] {
  return allow.flatMap(({ protocol, port, from }) => from.map((source) => ({ protocol, port, from: source })));
}

function unfit(target: Host, init: string): SwarmError {
  return new SwarmError({
    code: "HOST_UNFIT",
    summary: "The host cannot be prepared",
    host: target.label,
    cause: `its first process is ${init || "unknown"}; systemd is needed`,
    fix: "Use a machine with systemd.",
  });
}
