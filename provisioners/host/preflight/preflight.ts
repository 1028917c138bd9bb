import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { messageOf, SwarmError } from "../../core/errors";
import { duplicateProblems } from "../../provider/duplicates";
import type { HandlerContext } from "../../provider/handler-context";
import { defineResource } from "../../provider/resource";
import { rememberFacts } from "../facts/facts-memory";
import type { Intent, Looked, PreflightHost } from "./check";
import { type Finding, findingsOf } from "./checks";
import { lookAtHost } from "./look";
import { smallestMtu } from "./network";
import { planProblems } from "./plan";
import { preflightInputs, preflightOutputs } from "./schema";

type Outputs = z.output<typeof preflightOutputs>;

/** Milliseconds to reach a host; all are asked at once. */
const DIAL_MS = 60_000;
/** Where no interface is known: Ethernet's. */
const USUAL_MTU = 1500;

export const preflight = defineResource({
  name: "Preflight",
  description:
    "Looks at all hosts of a cluster before any of them is changed, and refuses them with everything that stands against them. Runs when its inputs change, in previews too once the hosts are known.",
  inputs: preflightInputs,
  outputs: preflightOutputs,

  check: ({ hosts }) => [...duplicateProblems("hosts", hosts, "name"), ...duplicateProblems("hosts", hosts, "address")],

  checkPlan: planProblems,

  preview: (context, inputs, state) => inspect(context, inputs, state),
  create: async (context, inputs) => ({ id: "preflight", outputs: await inspect(context, inputs) }),
  async update(context, id, state, inputs) {
    // The volumes stand before their hosts do: a run that fails here has made them deletable already.
    if (!inputs.retained) context.exists(id, { mtu: state.mtu, released: true });
    return inspect(context, inputs, state);
  },
});

/** @throws SwarmError `PREFLIGHT_FAILED` with every finding. */
async function inspect(context: HandlerContext, intent: Intent, passed?: Intent & Outputs): Promise<Outputs> {
  const all = await lookAt(context, intent.hosts);
  const looked = all.filter((each) => !isPassed(context, each, passed?.hosts));
  const found = findingsOf(looked, intent);
  for (const each of found.filter(({ isWarning }) => isWarning)) context.log(lineOf(each), "warning");
  const findings = found.filter(({ isWarning }) => !isWarning);
  if (findings.length > 0) throw refusal(findings, intent.hosts.length);
  const mtu = smallestMtu(looked) ?? USUAL_MTU;
  return { mtu: looked.length < all.length ? Math.min(mtu, passed?.mtu ?? mtu) : mtu };
}

async function lookAt(context: HandlerContext, hosts: readonly PreflightHost[]): Promise<Looked[]> {
  let done = 0;
  const status = () => context.status(`looked at ${done} of ${hosts.length} hosts`);
  status();
  return Promise.all(
    hosts.map(async (host): Promise<Looked> => {
      const looked = await lookAtHost(context, host, DIAL_MS);
      if ("facts" in looked) rememberFacts(context, host.connection, looked.facts);
      done++;
      status();
      return looked;
    }),
  );
}

/** A host that passed before and is out of reach now must not keep the others from being changed. */
function isPassed(context: HandlerContext, each: Looked, passed: readonly PreflightHost[] | undefined): boolean {
  if (!("error" in each) || each.error.kind === "final") return false;
  const { name, ...place } = each.host;
  const before = passed?.find((host) => host.name === name);
  if (!before || before.address !== place.address || before.dataPathAddress !== place.dataPathAddress) return false;
  if (!isDeepStrictEqual(before.connection, place.connection)) return false;
  context.log(`${name} is not looked at again, it passed before: ${messageOf(each.error)}`, "warning");
  return true;
}

function lineOf({ check, host, reason, fix }: Finding): string {
  return `${host}: ${reason} [${check}]\n    Fix: ${fix}`;
}

function refusal(findings: readonly Finding[], hosts: number): SwarmError {
  const lines = findings.map(lineOf);
  const count = findings.length === 1 ? "a finding" : `${findings.length} findings`;
  const on = hosts === 1 ? "the host" : `${new Set(findings.map(({ host }) => host)).size} of ${hosts} hosts`;
  return new SwarmError({
    code: "PREFLIGHT_FAILED",
    summary: `The preflight has ${count} on ${on}; nothing was changed on any of them`,
    cause: lines.join("\n  "),
    fix: "Correct these and run again. A check that does not fit your hosts is left out by its name in `skipChecks`.",
  });
}
