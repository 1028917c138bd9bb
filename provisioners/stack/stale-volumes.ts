import { SwarmError } from "../core/errors";
import { listVolumes, type Volume } from "../docker/client/volumes";
import { dialOrWarn, type HandlerContext } from "../provider/handler-context";
import type { NamedHost } from "../ssh/schema";
import { type DeclaredVolume, patternOf } from "./compose/volumes";
import { stackLabel } from "./convergence/watch";

/**
 * Refuses a stack whose volumes are on a node already with other options: Docker keeps the old ones and says nothing, so
 * a service would go on writing to the storage of before.
 *
 * @throws SwarmError `STACK_VOLUME_OPTIONS` with every such volume and node.
 */
export async function refuseStaleVolumes(
  context: HandlerContext,
  { name, nodes }: { name: string; nodes: readonly NamedHost[] },
  volumes: readonly DeclaredVolume[],
): Promise<void> {
  if (volumes.length === 0 || nodes.length === 0) return;
  context.status("looking for volumes with other options");
  const stale = (await Promise.all(nodes.map((node) => staleOn(context, name, node, volumes)))).flat();
  if (stale.length === 0) return;
  const names = [...new Set(stale.map(({ volume }) => volume))];
  throw new SwarmError({
    code: "STACK_VOLUME_OPTIONS",
    summary: "Volumes are there already with other options, which Docker would keep without a word",
    cause: stale.map(({ node, volume, text }) => `${volume} on ${node}: ${text}`).join("\n  "),
    fix:
      "Give the volumes of the file another `name`, or stop what uses them and remove the old ones on the nodes named " +
      `(\`docker volume rm ${names.join(" ")}\`: what lies on an NFS server or a device stays there), then run again.`,
  });
}

async function staleOn(context: HandlerContext, stack: string, node: NamedHost, volumes: readonly DeclaredVolume[]) {
  const host = await dialOrWarn(context, node, "its volumes are not looked at", ["SSH_UNREACHABLE"]);
  if (!host) return [];
  const found = await listVolumes(host);
  return volumes.flatMap((declared) => {
    const there = found.filter(({ Name }) => patternOf(declared.name).test(Name));
    return there
      .filter((volume) => isStale(volume, declared, stack))
      .map((volume) => ({ node: node.name, volume: volume.Name, text: difference(volume, declared) }));
  });
}

function isStale({ Driver, Options, Labels }: Volume, { driver, options }: DeclaredVolume, stack: string): boolean {
  const given = Object.entries(options);
  // Whoever declares no options takes a volume that is not the stack's as it is.
  if (given.length === 0 && Labels?.[stackLabel] !== stack) return false;
  const there = Options ?? {};
  const isSame = ([key, value]: [string, string]) => key in there && patternOf(value).test(there[key] ?? "");
  return Driver !== driver || Object.keys(there).length !== given.length || !given.every(isSame);
}

function difference({ Driver, Options }: Volume, { driver, options }: DeclaredVolume): string {
  const text = (driver: string, options: Record<string, string>) => {
    // A password of a share may stand in its options: only names of such are told.
    const pairs = Object.entries(options).map(([key, value]) => `${key}=${hidden(value)}`);
    return [`driver ${driver}`, ...pairs].join(" ");
  };
  return `there ${text(Driver, Options ?? {})}, in the file ${text(driver, options)}`;
}

function hidden(value: string): string {
  return value.replace(/\b(pass(?:word)?|credentials|sec(?:ret)?)=[^,]*/gi, "$1=…");
}
