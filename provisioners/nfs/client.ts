import type { z } from "zod";
import { until } from "../core/until";
import type { Host } from "../docker/host";
import { readFacts } from "../host/facts/facts";
import { waitForCloudInit } from "../host/packages/cloud-init";
import { dial, dialOrWarn, type HandlerContext } from "../provider/handler-context";
import { defineResource, type ResourceContext } from "../provider/resource";
import { installPackages, missingPackages, nfsFamily } from "./packages";
import { nfsClientInputs, nfsClientOutputs } from "./schema";

type Inputs = z.output<typeof nfsClientInputs>;

export const nfsClient = defineResource({
  name: "NfsClient",
  description: "What a host needs to mount NFS volumes: the client package, and a way to the server.",
  inputs: nfsClientInputs,
  outputs: nfsClientOutputs,

  async create(context, inputs) {
    await ensure(context, inputs);
    return { id: inputs.name, outputs: {} };
  },

  async read(context, _id, state) {
    const host = await dialOrWarn(context, state, "its state is taken as it was", ["SSH_UNREACHABLE"]);
    if (host) {
      const family = nfsFamily(await readFacts(host), host);
      if ((await missingPackages(host, family, [family.client])).length > 0) return undefined;
    }
    return { inputs: nfsClientInputs.parse(state), outputs: {} };
  },

  async update(context, _id, _state, inputs) {
    await ensure(context, inputs);
    return {};
  },

  /** The package stays: something else may mount by it. */
  async delete() {},
});

async function ensure(context: ResourceContext<z.output<typeof nfsClientOutputs>>, inputs: Inputs): Promise<void> {
  const host = await dial(context, inputs.name, inputs.connection);
  const facts = await readFacts(host);
  const family = nfsFamily(facts, host);
  context.exists(inputs.name, {});
  if (facts.cloudInit) await waitForCloudInit(context, host);
  await installPackages(context, host, family, [family.client]);
  await host.run(["modprobe", "nfsv4"], { what: "load the kernel's NFS client (modprobe nfsv4)", idempotent: true });
  await reach(context, host, inputs.server);
}

/** A mount behind a closed firewall would hang the start of a container; here it is an error. */
async function reach(context: HandlerContext, host: Host, server: string): Promise<void> {
  const { clock, signal, status } = context;
  const script = 'exec timeout 5 bash -c "exec 3<>/dev/tcp/$1/2049"';
  await until(
    async () => {
      const { code } = await host.run(["sh", "-c", script, "reach", server], {
        codes: [0, 1, 124],
        what: `connect to ${server}:2049`,
        idempotent: true,
      });
      return code === 0 ? true : undefined;
    },
    {
      what: `${server}:2049 to answer`,
      deadlineMs: 60_000,
      host: host.label,
      fix: "Let TCP port 2049 of the NFS server through from this host, in firewalls on the way and on the server.",
      clock,
      signal,
      onWait: () => status(`waiting for the NFS server at ${server}`),
    },
  );
}
