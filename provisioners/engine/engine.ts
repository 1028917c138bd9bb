import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Facts, preparedPath, readFacts, restartDuePath } from "../host/facts";
import { type Context, defineResource } from "../provider/resource";
import type { Host } from "../ssh/types";
import { dial, dialOrTell } from "../tools";
import { type Bundle, bundleProblem, readBundle } from "./bundle";
import { waitForCloudInit } from "./cloud-init";
import { daemonJsonPath, mergeDaemonJson, parseDaemonJson } from "./daemon-json";
import { daemonProblems, withLogging } from "./daemon-keys";
import { installedFrom, packageFamily } from "./families";
import type { Wanted } from "./family";
import { daemonKeys, ensureGateway, mtuOf } from "./mtu";
import { checkHost, needsInstall } from "./rules";
import { engineInputs, engineOutputs } from "./schema";
import { inTurn, restart, restartNow, start, validate } from "./service";
import { compareVersions, upstream } from "./version";

type Inputs = z.output<typeof engineInputs>;
type Outputs = z.output<typeof engineOutputs>;

export const engine = defineResource({
  name: "Engine",
  description: "Docker on one host: installed, configured, running and answering.",
  inputs: engineInputs,
  outputs: engineOutputs,
  check({ daemon, version, bundle }) {
    const problems = daemonProblems(daemon);
    if (version && !/^\d+\.\d+\.\d+$/.test(version)) {
      problems.push({ property: "version", reason: `"${version}" is not a version such as 29.0.1` });
    }
    const reason = bundle && bundleProblem(bundle, version);
    if (reason) problems.push({ property: "bundle", reason });
    return problems;
  },
  reads: ["daemon", "version", "bundle"],

  /** A bundle is its content, wherever it lies. */
  diff(state, inputs) {
    const isSame = isDeepStrictEqual({ ...engineInputs.parse(state), bundle: "" }, { ...inputs, bundle: "" });
    return { changes: !isSame || state.bundleHash !== bundleOf(inputs)?.hash };
  },

  async create(context, inputs) {
    const outputs = await ensure(context, inputs, { daemon: {} });
    return { id: inputs.name, outputs };
  },

  async read(context, _id, state) {
    const host = await dialOrTell(context, state, "its state is taken as it was", ["SSH_UNREACHABLE"]);
    if (!host) return { inputs: engineInputs.parse(state), outputs: engineOutputs.parse(state) };
    const facts = await readFacts(host);
    if (!facts.docker) return undefined;
    const actual = parseDaemonJson(facts.daemonJson, host.label);
    const inputs = {
      ...engineInputs.parse(state),
      version: state.version && upstream(facts.docker),
      mtu: mtuOf(actual, engineInputs.parse(state)),
      daemon: Object.fromEntries(
        Object.keys(state.daemon).flatMap((key) => (key in actual ? [[key, actual[key]]] : [])),
      ),
    };
    return { inputs, outputs: { ...engineOutputs.parse(state), installedVersion: facts.docker } };
  },

  update: (context, _id, state, inputs) => ensure(context, inputs, { ...state, daemon: daemonKeys(state) }),

  /** Docker itself stays, with its containers and settings: removing it could cost data that is not ours. */
  async delete(context, _id, state) {
    const host = await dialOrTell(context, state, "nothing was undone there");
    if (!host) return;
    const facts = await readFacts(host);
    await packageFamily(facts)?.release(host, facts);
    await host.run(["rm", "-f", preparedPath, restartDuePath], { idempotent: true });
    if (!state.dockerWasThere) {
      context.log(`Docker stays installed on ${state.name}; its package source and version hold are removed`);
    }
  },
});

/** What an earlier run left: above all the keys of daemon.json that were ours. */
type Previous = Pick<Inputs, "daemon"> & Partial<Pick<Outputs, "dockerWasThere" | "bundleHash">>;

async function ensure(context: Context<Outputs>, inputs: Inputs, previous: Previous): Promise<Outputs> {
  const host = await dial(context, inputs.name, inputs.connection);
  context.status("reading the host's facts");
  const facts = await readFacts(host);
  const bundle = bundleOf(inputs);
  const wanted: Wanted = { ...inputs, bundle, ...(bundle && { source: bundle.source, version: bundle.version }) };
  checkHost(facts, wanted.source, host);
  const outputs: Outputs = {
    installedVersion: facts.docker ?? "",
    os: facts.os.name,
    arch: facts.arch,
    // A killed run leaves its mark: what it had begun to install was not there before.
    dockerWasThere: previous.dockerWasThere ?? (facts.docker !== undefined && !facts.prepared),
    bundleHash: previous.bundleHash,
  };
  context.exists(inputs.name, outputs);
  if (facts.cloudInit) await waitForCloudInit(context, host);
  const keys = daemonKeys(inputs);
  const settings = facts.docker ? keys : withLogging(keys, parseDaemonJson(facts.daemonJson, host.label));
  const daemonJson = mergeDaemonJson(facts.daemonJson, previous.daemon, settings, host.label);
  const isNewBundle = previous.bundleHash !== undefined && bundle !== undefined && previous.bundleHash !== bundle.hash;
  const info = await (needsInstall(facts, wanted, host) || isNewBundle
    ? installAndStart(context, host, facts, wanted, daemonJson)
    : configure(context, host, facts, daemonJson));
  await ensureGateway(host, inputs.mtu);
  const { ServerVersion: installedVersion, OperatingSystem: os, Architecture: arch } = info;
  return { ...outputs, installedVersion, os, arch, bundleHash: bundle?.hash };
}

function bundleOf({ bundle }: Pick<Inputs, "bundle">): Bundle | undefined {
  return bundle === undefined ? undefined : readBundle(bundle);
}

async function installAndStart(
  context: Context<Outputs>,
  host: Host,
  facts: Facts,
  wanted: Wanted,
  daemonJson: string | undefined,
) {
  await mark(host, preparedPath);
  // Settings come first, so that Docker starts with them.
  if (daemonJson) {
    if (facts.docker) await validate(host, daemonJson, facts.docker);
    await writeDaemonJson(host, daemonJson);
  }
  context.status(`installing Docker ${wanted.version ?? ""}`.trim());
  const run = async () => {
    await packageFamily(facts)?.install(context, host, facts, wanted);
    const info = await start(context, host);
    // Docker's packages restart a running daemon, Debian's leave the old one at work.
    const installed = facts.docker && (await readFacts(host)).docker;
    const isOld = installed && compareVersions(info.ServerVersion, installed) !== 0;
    return isOld ? restartNow(context, host) : info;
  };
  return facts.docker && installedFrom(facts) !== "broken" ? inTurn(context, host, run) : run();
}

async function configure(context: Context<Outputs>, host: Host, facts: Facts, daemonJson: string | undefined) {
  if (!daemonJson && !facts.restartDue) return start(context, host);
  if (daemonJson) {
    await validate(host, daemonJson, facts.docker ?? "0");
    // The mark stays until Docker runs with the new settings, also over a killed run.
    await mark(host, restartDuePath);
    await writeDaemonJson(host, daemonJson);
  }
  // Started first where it was down: only a running engine can say whether it is a manager.
  await start(context, host);
  const info = await restart(context, host);
  await host.run(["rm", "-f", restartDuePath], { idempotent: true });
  return info;
}

async function mark(host: Host, path: string): Promise<void> {
  await host.run(["install", "-D", "/dev/null", path], { idempotent: true });
}

async function writeDaemonJson(host: Host, text: string): Promise<void> {
  await host.run("install -d -m 0755 /etc/docker", { idempotent: true });
  await host.upload(daemonJsonPath, text);
}
