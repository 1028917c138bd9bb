import type { z } from "zod";
import { SwarmError } from "../core/errors";
import { TaskQueues } from "../core/queue";
import type { Session } from "../core/session";
import type { Host } from "../docker/host";
import { readFacts } from "../host/facts/facts";
import { readText } from "../host/files";
import { waitForCloudInit } from "../host/packages/cloud-init";
import { dial, dialOrWarn, type HandlerContext } from "../provider/handler-context";
import { defineResource, type ResourceContext } from "../provider/resource";
import { nfsProblems } from "./check";
import { actualDirectory, ensureDirectory } from "./directories";
import { ensureFilesystem, grow, isGrowthDue } from "./disk";
import { exportsFile, exportsText, missingExports } from "./exports";
import { closeFirewall, openFirewall, planNfsFirewall } from "./firewall";
import { ensureMounted, mountedOn, release } from "./mount";
import { installPackages, nfsFamily } from "./packages";
import { type NfsDisk, type NfsExport, nfsServerInputs, nfsServerOutputs } from "./schema";
import { isServing, readServed, retire, serve, writeConf } from "./service";
import { shrinkProblems } from "./shrink";

type Inputs = z.output<typeof nfsServerInputs>;
type Outputs = z.output<typeof nfsServerOutputs>;

export const nfsServer = defineResource({
  name: "NfsServer",
  description: "NFSv4 exports on one host: server, directories, an optional disk. Deleting it deletes no data.",
  inputs: nfsServerInputs,
  outputs: nfsServerOutputs,

  check: ({ exports, disk }) => nfsProblems(exports, disk),
  checkPlan: shrinkProblems,

  async create(context, inputs) {
    return { id: inputs.name, outputs: await ensure(context, inputs) };
  },

  /** What is not served as declared is missing from `exports`, so that the next `up` repairs it. */
  async read(context, _id, state) {
    const host = await dialOrWarn(context, state, "its state is taken as it was", ["SSH_UNREACHABLE"]);
    const inputs = nfsServerInputs.parse(state);
    const outputs = nfsServerOutputs.parse(state);
    if (!host) return { inputs, outputs };
    const served = await readServed(host);
    if (!served && (await readText(host, exportsFile(state.name))) === undefined) return undefined;
    return {
      inputs: {
        ...inputs,
        exports: served ? await actualExports(context, host, inputs, served) : [],
        disk: inputs.disk && (await actualDisk(host, inputs.disk)),
      },
      outputs,
      drifted: (await planNfsFirewall(host, inputs)).length > 0,
    };
  },

  async update(context, _id, state, inputs) {
    const outputs = await ensure(context, inputs);
    if (state.disk && !inputs.disk) await release(context, await dialled(context, inputs), state.name, state.disk);
    return outputs;
  },

  /** The packages stay, and what others export; directories, files and the disk's contents stay. */
  async delete(context, _id, state) {
    const host = await dialOrWarn(context, state, "nothing was undone there");
    if (!host) return;
    await inTurn(context.session, state, async () => {
      await host.run(["rm", "-f", exportsFile(state.name)], { what: "remove the exports", idempotent: true });
      await reexport(context, host);
      if (state.disk) await release(context, host, state.name, state.disk);
      await retire(host);
    });
    await closeFirewall(context, host, state);
    context.log(`${state.name}: the exported directories and the NFS packages stay`);
  },
});

const dialled = (context: HandlerContext, { name, connection }: Inputs) => dial(context, name, connection);

async function ensure(context: ResourceContext<Outputs>, inputs: Inputs): Promise<Outputs> {
  const { name, exports, disk } = inputs;
  const host = await dialled(context, inputs);
  context.status("reading the host's facts");
  const facts = await readFacts(host);
  const family = nfsFamily(facts, host);
  const outputs: Outputs = { host: inputs.address };
  context.exists(name, outputs);
  if (facts.cloudInit) await waitForCloudInit(context, host);
  await openFirewall(context, host, inputs);
  return inTurn(context.session, inputs, async () => {
    // Before the packages, so that the server never starts with versions 2 and 3.
    await writeConf(host);
    await installPackages(context, host, family, [family.server, ...(disk ? ["e2fsprogs"] : [])]);
    if (disk) {
      const found = await ensureFilesystem(context, host, disk, exports);
      outputs.diskUuid = found.uuid;
      context.exists(name, outputs);
      await ensureMounted(host, name, disk, found);
      if (disk.grow) await grow(context, host, found.device);
    }
    for (const each of exports) await ensureDirectory(host, each);
    await serve(context, host);
    await ensureExports(context, host, inputs);
    return outputs;
  });
}

async function ensureExports(context: HandlerContext, host: Host, { name, exports, disk }: Inputs): Promise<void> {
  const file = exportsFile(name);
  const text = exportsText(exports, disk);
  const written = (await readText(host, file)) === text;
  if (!written) await host.upload(file, text);
  const notServed = async () => missingExports(exports, disk, (await readServed(host))?.exports ?? "");
  if (written && (await notServed()).length === 0) return;
  context.status("exporting");
  const said = await reexport(context, host);
  const missing = await notServed();
  if (missing.length === 0) return;
  throw new SwarmError({
    code: "NFS_NOT_EXPORTED",
    summary: `The NFS server does not export ${missing.map(({ path }) => path).join(", ")} as declared`,
    host: host.label,
    cause: said || "exportfs gives no reason",
    fix: "Look for another export of the same directory in /etc/exports and /etc/exports.d there.",
  });
}

/** Has every exports file read again; what exportfs complains of may be other people's exports. */
async function reexport(context: HandlerContext, host: Host): Promise<string> {
  const script = "if command -v exportfs >/dev/null; then exportfs -ra; fi";
  const { stderr } = await host.run(script, { codes: [0, 1], what: "exportfs -ra", idempotent: true });
  if (stderr.trim()) context.log(`${host.label}: ${stderr.trim()}`, "warning");
  return stderr.trim();
}

async function actualExports(
  context: HandlerContext,
  host: Host,
  { name, exports, disk }: Inputs,
  served: NonNullable<Awaited<ReturnType<typeof readServed>>>,
): Promise<NfsExport[]> {
  if (!isServing(served)) {
    context.log(`${name}: the NFS server is down, or serves older versions than 4`, "warning");
    return [];
  }
  if (disk && !(await mountedOn(host, disk.mountPoint))) {
    context.log(`${name}: nothing is mounted on ${disk.mountPoint}`, "warning");
    return [];
  }
  if ((await readText(host, exportsFile(name))) !== exportsText(exports, disk)) {
    context.log(`${name}: ${exportsFile(name)} is missing or was changed`, "warning");
    return [];
  }
  const missing = missingExports(exports, disk, served.exports);
  const there = exports.filter((each) => !missing.includes(each));
  const actual = await Promise.all(there.map((each) => actualDirectory(host, each)));
  return actual.filter((each) => each !== undefined);
}

/** A disk that has grown counts as one that is not grown, so that the next `up` grows it. */
async function actualDisk(host: Host, disk: NfsDisk): Promise<NfsDisk> {
  const device = await mountedOn(host, disk.mountPoint);
  return device && (await isGrowthDue(host, device)) ? { ...disk, grow: false } : disk;
}

/** Several servers on one host share its packages, settings and fstab. */
function inTurn<T>(session: Session, { connection }: Pick<Inputs, "connection">, task: () => Promise<T>): Promise<T> {
  return session.get(TaskQueues).run(`nfs ${connection.host}:${connection.port}`, task);
}
