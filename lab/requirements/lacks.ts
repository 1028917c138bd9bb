import { readerCommand } from "../../provisioners/core/reader-command";
import type { Backend } from "../backends/backend";
import type { LabHost } from "./host";
import { installCommand } from "./packages";
import { rangesCommand } from "./subordinate";

/** Something that the lab needs of this computer and does not get, and the one command that mends it. */
export interface Lack {
  what: string;
  fix: string;
  /** True where the system closes something to this user that another backend does without. */
  isClosed?: boolean;
}

/** MiB: one machine with Docker, and Pulumi. */
const MEMORY = 1_536;
/** MiB in the cache: what machines write, and the image. */
const DISKS = 1_024;
const IMAGE = 2_048;
/** MiB for temporary files while an image is built. */
const TREE = 1_536;

/** Everything that is missing for a backend, whoever the user is; empty where the lab can run. */
export function lacksOf(host: LabHost, backend: Pick<Backend, "label" | "livesInNamespace">): Lack[] {
  return [...packages(host), ...namespaces(host, backend), ...imageBuild(host), ...resources(host)];
}

function packages({ missingPackages: missing }: LabHost): Lack[] {
  if (!missing) {
    const what = "this is not Debian or Ubuntu: there is no dpkg-query";
    return [{ what, fix: "run it on Debian or Ubuntu, in a container or a virtual machine of it for example" }];
  }
  if (missing.length === 0) return [];
  const verb = missing.length === 1 ? "is" : "are";
  return [{ what: `${missing.join(", ")} ${verb} not installed`, fix: installCommand(missing) }];
}

function namespaces(host: LabHost, { label, livesInNamespace }: Pick<Backend, "label" | "livesInNamespace">): Lack[] {
  if (!livesInNamespace || host.namespaces.network) return [];
  const what = `${host.user} may not make the network namespace in which ${label} runs (${host.namespaces.refusal})`;
  return [{ what, fix: host.opensNamespaces, isClosed: true }];
}

function imageBuild({ buildsImage, isRoot, user, namespaces, opensNamespaces, ...host }: LabHost): Lack[] {
  if (!buildsImage) return [];
  const lacks: Lack[] = [];
  // Root with all its rights builds without one.
  if (!namespaces.user && !(isRoot && namespaces.network)) {
    lacks.push({ what: `${user} may not make the user namespace in which the image is built`, fix: opensNamespaces });
  }
  if (isRoot) return lacks;
  if (!host.gainsRights) {
    const what = "programs may not gain rights here (no_new_privs), as newuidmap has to when the image is built";
    lacks.push({
      what,
      fix: `${readerCommand("up")}, outside this sandbox; then export PULUMI_SWARM_CACHE with the cache of that run`,
    });
  }
  const fix = rangesCommand(user, host.ranges);
  if (fix) lacks.push({ what: `${user} has no subordinate users and groups, to which the image's files belong`, fix });
  return lacks;
}

function resources({ memory, folders, buildsImage, hasFreePort }: LabHost): Lack[] {
  const { cache, temporary, sockets } = folders;
  const lacks: Lack[] = [];
  if (memory < MEMORY) {
    const fix = "end what takes most of it: ps -eo rss,pid,args --sort=-rss | head";
    lacks.push({ what: `${memory} MiB of memory are available, and one machine with Pulumi needs ${MEMORY}`, fix });
  }
  const space = (of: typeof cache, needed: number, variable: string) => {
    const fix = `export ${variable}=FOLDER, a folder that you may write and that has ${needed} MiB`;
    if (!of.writable) lacks.push({ what: `${of.path} cannot be written`, fix });
    else if (of.free < needed) lacks.push({ what: `${of.path} has ${of.free} MiB left of ${needed} needed`, fix });
  };
  space(cache, DISKS + (buildsImage ? IMAGE : 0), "PULUMI_SWARM_CACHE");
  space(temporary, buildsImage ? TREE : 1, "TMPDIR");
  if (sockets.path !== temporary.path) space(sockets, 1, "XDG_RUNTIME_DIR");
  if (!hasFreePort) lacks.push({ what: "no port on 127.0.0.1 is free", fix: "end what listens there: ss -ltnp" });
  return lacks;
}
