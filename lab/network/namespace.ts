import { readFile } from "node:fs/promises";
import { SwarmError } from "../../provisioners/core/errors";
import { execute, lastLines } from "../../provisioners/core/process";

/** Options of `unshare`: with the rights of root, or with those that a user has in a user namespace. */
const ways = [["--net"], ["--user", "--map-root-user", "--net"]];
/** Some systems let users make a namespace and forbid to change anything in it. A lack of `ip` is another matter. */
const TRIAL = "! command -v ip >/dev/null || ip link add one type veth peer name other";

/** Which namespaces this user may make. */
export interface Namespaces {
  /** Options of `unshare` for a network namespace. */
  network?: string[];
  /** Whether a user namespace can be made, in which machine images are built. */
  user: boolean;
  /** What `unshare` says where a network namespace cannot be made. */
  refusal?: string;
}

export async function findNamespaces(): Promise<Namespaces> {
  const user = (await refusalOf(["--user", "--map-root-user"], "true")) === undefined;
  let refusal: string | undefined;
  for (const network of ways) {
    refusal = await refusalOf(network, TRIAL);
    if (refusal === undefined) return { network, user };
  }
  return { user, refusal };
}

/** Options of `unshare` that give this user a network namespace. */
export async function namespaceOptions(): Promise<string[]> {
  const { network, refusal } = await findNamespaces();
  if (network) return network;
  throw new SwarmError({
    code: "LAB_NAMESPACE",
    summary: "Cannot make the lab's network namespace",
    host: "this machine",
    cause: refusal,
    fix: openingCommand(await namespaceSettings()),
  });
}

async function refusalOf(options: string[], command: string): Promise<string | undefined> {
  const { code, stderr } = await execute("unshare", [...options, "sh", "-c", command]);
  return code === 0 ? undefined : lastLines(stderr, 1) || `unshare ended with code ${code}`;
}

/** Kernel setting → the value that closes namespaces to users, and the one that opens them. */
const settings: Record<string, { closed: string; open: string }> = {
  "kernel.unprivileged_userns_clone": { closed: "0", open: "1" },
  "kernel.apparmor_restrict_unprivileged_userns": { closed: "1", open: "0" },
  "user.max_user_namespaces": { closed: "0", open: "15000" },
};

/** What opens namespaces, by the kernel's settings. */
export function openingCommand(current: Record<string, string | undefined>): string {
  const wrong = Object.entries(settings).filter(([name, { closed }]) => current[name] === closed);
  if (wrong.length > 0) return `sudo sysctl -w ${wrong.map(([name, { open }]) => `${name}=${open}`).join(" ")}`;
  return "start the container with them: docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined …";
}

export async function namespaceSettings(): Promise<Record<string, string | undefined>> {
  const read = async (name: string) => [name, await contentOf(`/proc/sys/${name.replace(".", "/")}`)] as const;
  return Object.fromEntries(await Promise.all(Object.keys(settings).map(read)));
}

/** Not every kernel has every setting. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
