import type { z } from "zod";
import { SwarmError } from "../core/errors";
import type { Session } from "../core/session";
import { daemonJsonPath, mergeDaemonJson, parseDaemonJson } from "../docker/daemon-json";
import { isRunning, restart, start, validate } from "../docker/daemon-unit";
import type { Host } from "../docker/host";
import type { EngineInfo } from "../docker/shapes";
import { compareVersions, upstream } from "../docker/version";
import { type Facts, preparedPath, readFacts, restartDuePath } from "../host/facts/facts";
import { takeFacts } from "../host/facts/facts-memory";
import { waitForCloudInit } from "../host/packages/cloud-init";
import { dial, dialOrWarn, type HandlerContext } from "../provider/handler-context";
import { defineResource, type ResourceContext } from "../provider/resource";
import { inMaintenanceSlot } from "../rollout/maintenance-slot";
import { rolling } from "../rollout/rollout";
import { writeCommand } from "../ssh/commands/upload";
import type { Command } from "../ssh/types";
import { type Bundle, BundleDigests, bundleProblem, readBundle } from "./bundle";
import { daemonProblems, withLogging } from "./daemon-keys";
import { packageFamily } from "./families";
import type { Wanted } from "./family";
import { daemonKeys, declaredKeys, ensureGateway, mtuOf } from "./mtu";
import { needsReloadOnly, reload } from "./reload";
import { checkDataRoot, checkHost, downgradeProblems, needsInstall } from "./rules";
import { engineInputs, engineOutputs } from "./schema";

type Inputs = z.output<typeof engineInputs>;
type Outputs = z.output<typeof engineOutputs>;

export const engine = defineResource({
  name: "Engine",
  description: "Docker on one host: installed, configured, running and answering.",
  inputs: engineInputs,
  outputs: engineOutputs,
  check({ daemon, version, bundle }, session) {
    const problems = daemonProblems(daemon);
    if (version && !/^\d+\.\d+\.\d+$/.test(version)) {
      problems.push({ property: "version", reason: `"${version}" is not a version such as 29.0.1` });
    }
    const reason = bundle && bundleProblem(bundle, version, session?.get(BundleDigests));
    if (reason) problems.push({ property: "bundle", reason });
    return problems;
  },
  reads: ["daemon", "version", "bundle"],

  /** A bundle is its content, wherever it lies. */
  diff(state, inputs, usual, session) {
    return { ...usual, changes: usual.changes || state.bundleHash !== bundleOf(inputs, session)?.hash };
  },

  checkChange: downgradeProblems,
  claims: (inputs) => Object.keys(daemonKeys(inputs)),

  async create(context, inputs) {
    const outputs = await ensure(context, inputs, { daemon: {} });
    return { id: inputs.name, outputs };
  },

  async read(context, _id, state) {
    const host = await dialOrWarn(context, state, "its state is taken as it was", ["SSH_UNREACHABLE"]);
    if (!host) return { inputs: engineInputs.parse(state), outputs: engineOutputs.parse(state) };
    const facts = await readFacts(host);
    if (!facts.docker) return undefined;
    const actual = parseDaemonJson(facts.daemonJson, host.label);
    const declared = engineInputs.parse(state);
    const inputs = {
      ...declared,
      version: state.version && upstream(facts.docker),
      mtu: mtuOf(actual, declared),
      daemon: declaredKeys(actual, declared),
    };
    const drifted = !(await isRunning(host));
    if (drifted) context.log(`Docker does not run on ${state.name}`, "warning");
    return { inputs, outputs: { ...engineOutputs.parse(state), installedVersion: facts.docker }, drifted };
  },

  update: (context, _id, state, inputs, change) =>
    ensure(context, inputs, { ...state, daemon: { ...named(change?.attempted), ...daemonKeys(state) } }),

  /** Docker itself stays, with its containers and settings: removing it could cost data that is not ours. */
  async delete(context, _id, state) {
    const host = await dialOrWarn(context, state, "nothing was undone there");
    if (!host) return;
    const facts = await readFacts(host);
    await packageFamily(facts)?.release(host, facts);
    await host.run(["rm", "-f", preparedPath, restartDuePath], { idempotent: true });
    if (!state.dockerWasThere) {
      context.log(`Docker stays installed on ${state.name}; its package source and version hold are removed`);
    }
  },
});

/** Keys whose values are not known. */
const named = (keys: readonly string[] = []) => Object.fromEntries(keys.map((key) => [key, undefined]));

/** What an earlier run left: above all the keys of daemon.json that were ours. */
type Previous = Pick<Inputs, "daemon"> & Partial<Pick<Outputs, "dockerWasThere" | "bundleHash">>;

function ensure(context: ResourceContext<Outputs>, inputs: Inputs, previous: Previous): Promise<Outputs> {
  return rolling(context, inputs, async (turn) => {
    const host = await dial(context, inputs.name, inputs.connection);
    context.status("reading the host's facts");
    const facts = takeFacts(context, inputs.connection) ?? (await readFacts(host));
    const bundle = bundleOf(inputs, context.session);
    const wanted: Wanted = { ...inputs, bundle, ...(bundle && { source: bundle.source, version: bundle.version }) };
    checkHost(facts, wanted.source, host);
    const keys = daemonKeys(inputs);
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
    const settings = facts.docker ? keys : withLogging(keys, parseDaemonJson(facts.daemonJson, host.label));
    const daemonJson = mergeDaemonJson(facts.daemonJson, previous.daemon, settings, host.label);
    if (daemonJson) checkDataRoot(facts, daemonJson, host);
    const [running] = await Promise.all([
      facts.docker !== undefined && isRunning(host),
      daemonJson && facts.docker && validate(host, daemonJson, facts.docker),
    ]);
    const change = { host, facts, wanted, daemonJson, running };
    const isNewBundle =
      previous.bundleHash !== undefined && bundle !== undefined && previous.bundleHash !== bundle.hash;
    const isInstall = needsInstall(facts, wanted, host) || isNewBundle;
    const isReload = daemonJson !== undefined && needsReloadOnly(facts.daemonJson, daemonJson);
    const disruptive = isInstall || facts.restartDue || (daemonJson !== undefined && !isReload);
    const work = () => {
      if (isInstall) return installAndStart(context, change);
      return disruptive ? configure(context, change) : takeOver(context, change);
    };
    // Nobody waits for a new host, and it waits for nobody.
    const isNew = previous.dockerWasThere === undefined && (!facts.docker || !disruptive);
    if (isNew) turn.pass();
    const step = { running: change.running, disruptive, work };
    const info = await (isNew ? work() : inMaintenanceSlot(context, host, inputs, turn, step));
    await ensureGateway(host, inputs.mtu);
    checkVersion(info, wanted, host);
    const { ServerVersion: installedVersion, OperatingSystem: os, Architecture: arch } = info;
    return { ...outputs, installedVersion, os, arch, bundleHash: bundle?.hash };
  });
}

function bundleOf({ bundle }: Pick<Inputs, "bundle">, session?: Session): Bundle | undefined {
  return bundle === undefined ? undefined : readBundle(bundle, session?.get(BundleDigests));
}

interface EngineChange {
  host: Host;
  facts: Facts;
  wanted: Wanted;
  /** New text of daemon.json, where it changes. */
  daemonJson?: string;
  running: boolean;
}

async function installAndStart(context: HandlerContext, { host, facts, wanted, daemonJson, running }: EngineChange) {
  // Debian's packages leave the old daemon at work: the mark stays until the new one is, also over a killed run.
  const marks = [preparedPath, ...(running ? [restartDuePath] : [])].map(mark);
  // Settings come first, so that Docker starts with them.
  await host.runAll([...marks, ...(daemonJson ? [writeCommand(daemonJsonPath, daemonJson)] : [])]);
  context.status(`installing Docker ${wanted.version ?? ""}`.trim());
  await packageFamily(facts)?.install(context, host, facts, wanted);
  const info = await start(context, host);
  // Docker's packages restart a running daemon, Debian's leave the old one at work.
  return running ? restart(context, host, { after: [unmark] }) : info;
}

/** Docker with new settings that it reads only when it starts. */
async function configure(context: HandlerContext, { host, daemonJson, running }: EngineChange) {
  const before = daemonJson ? settings(daemonJson) : [];
  return (running ? restart : start)(context, host, { before, after: [unmark] });
}

/** Docker with settings that a running one takes over, or with none that are new. */
async function takeOver(context: HandlerContext, { host, daemonJson, running }: EngineChange) {
  if (!daemonJson) return start(context, host);
  const before = settings(daemonJson);
  if (!running) return start(context, host, { before, after: [unmark] });
  await host.runAll(before);
  await reload(context, host);
  return start(context, host, { before: [unmark] });
}

function checkVersion({ ServerVersion }: EngineInfo, { version }: Wanted, host: Host): void {
  if (!version || compareVersions(version, ServerVersion) === 0) return;
  throw new SwarmError({
    code: "ENGINE_OTHER_VERSION",
    summary: `Docker ${version} was installed, but ${ServerVersion} runs`,
    host: host.label,
    fix: "Look for another Docker there: `systemctl cat docker`, `which -a dockerd`.",
  });
}

const mark = (path: string): Command => ({ script: ["install", "-D", "/dev/null", path] });
const unmark: Command = { script: ["rm", "-f", restartDuePath] };

/** New settings. The mark stays until Docker runs with them, also over a killed run. */
const settings = (text: string): Command[] => [mark(restartDuePath), writeCommand(daemonJsonPath, text)];
