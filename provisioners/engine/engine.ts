import type { z } from "zod";
import { type Facts, preparedPath, readFacts, restartDuePath } from "../host/facts";
import { type Context, defineResource } from "../provider/resource";
import type { Host } from "../ssh/types";
import { dial, dialOrTell } from "../tools";
import { waitForCloudInit } from "./cloud-init";
import { daemonJsonPath, mergeDaemonJson, parseDaemonJson } from "./daemon-json";
import { install, installedFrom, release } from "./debian";
import { daemonKeys, ensureGateway, mtuOf } from "./mtu";
import { checkHost, needsInstall } from "./rules";
import { engineInputs, engineOutputs } from "./schema";
import { inTurn, restart, start, validate } from "./service";
import { upstream } from "./version";

type Inputs = z.output<typeof engineInputs>;
type Outputs = z.output<typeof engineOutputs>;

export const engine = defineResource({
  name: "Engine",
  description: "Docker on one host: installed, configured, running and answering.",
  inputs: engineInputs,
  outputs: engineOutputs,
  reads: ["daemon", "version"],

  check({ daemon, version }) {
    const problems = [];
    if (daemon["live-restore"] === true) {
      problems.push({
        property: "daemon.live-restore",
        reason: "swarm mode does not work with live-restore: leave it out",
      });
    }
    if (daemon["firewall-backend"] === "nftables") {
      problems.push({
        property: "daemon.firewall-backend",
        reason: "swarm mode does not work with nftables: leave it out",
      });
    }
    if (version && !/^\d+\.\d+\.\d+$/.test(version)) {
      problems.push({ property: "version", reason: `"${version}" is not a version such as 29.0.1` });
    }
    return problems;
  },

  async create(context, inputs) {
    const outputs = await ensure(context, inputs, {});
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

  update: (context, _id, state, inputs) => ensure(context, inputs, daemonKeys(state), state.dockerWasThere),

  /** Docker itself stays, with its containers and settings: removing it could cost data that is not ours. */
  async delete(context, _id, state) {
    const host = await dialOrTell(context, state, "nothing was undone there");
    if (!host) return;
    await release(host, await readFacts(host));
    await host.run(["rm", "-f", preparedPath, restartDuePath], { idempotent: true });
    if (!state.dockerWasThere) {
      context.log(`Docker stays installed on ${state.name}; its package source and version hold are removed`);
    }
  },
});

/** `previous` are the keys of daemon.json that were ours before. */
async function ensure(
  context: Context<Outputs>,
  inputs: Inputs,
  previous: Inputs["daemon"],
  wasThere?: boolean,
): Promise<Outputs> {
  const host = await dial(context, inputs.name, inputs.connection);
  context.status("reading the host's facts");
  const facts = await readFacts(host);
  checkHost(facts, host);
  const outputs: Outputs = {
    installedVersion: facts.docker ?? "",
    os: facts.os.name,
    arch: facts.arch,
    // A killed run leaves its mark: what it had begun to install was not there before.
    dockerWasThere: wasThere ?? (facts.docker !== undefined && !facts.prepared),
  };
  context.exists(inputs.name, outputs);
  if (facts.cloudInit) await waitForCloudInit(context, host);
  const daemonJson = mergeDaemonJson(facts.daemonJson, previous, daemonKeys(inputs), host.label);
  const info = await (needsInstall(facts, inputs, host)
    ? installAndStart(context, host, facts, inputs, daemonJson)
    : configure(context, host, facts, daemonJson));
  await ensureGateway(host, inputs.mtu);
  return { ...outputs, installedVersion: info.ServerVersion, os: info.OperatingSystem, arch: info.Architecture };
}

async function installAndStart(
  context: Context<Outputs>,
  host: Host,
  facts: Facts,
  inputs: Inputs,
  daemonJson: string | undefined,
) {
  await mark(host, preparedPath);
  // Settings come first, so that Docker starts with them.
  if (daemonJson) {
    if (facts.docker) await validate(host, daemonJson, facts.docker);
    await writeDaemonJson(host, daemonJson);
  }
  context.status(`installing Docker ${inputs.version ?? ""}`.trim());
  const run = async () => {
    await install(context, host, facts, inputs);
    return start(context, host);
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
