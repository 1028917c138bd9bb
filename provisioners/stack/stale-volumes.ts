import { isDeepStrictEqual } from "node:util";
import { SwarmError } from "../core/errors";
import { unlessMissing } from "../docker/client/call";
import { inspectVolume, type Volume } from "../docker/client/volumes";
import { dialOrWarn, type HandlerContext } from "../provider/handler-context";
import type { NamedHost } from "../ssh/schema";
import type { DeclaredVolume } from "./compose/volumes";

type Look = Pick<Volume, "Driver" | "Options">;

/**
 * Refuses a stack whose volumes are on a node already with other options: Docker keeps the old ones and says nothing, so
 * a service would go on writing to the storage of before.
 *
 * @throws SwarmError `STACK_VOLUME_OPTIONS` with every such volume and node.
 */
export async function refuseStaleVolumes(
  context: HandlerContext,
  nodes: readonly NamedHost[],
  volumes: readonly DeclaredVolume[],
): Promise<void> {
  if (volumes.length === 0 || nodes.length === 0) return;
  context.status("looking for volumes with other options");
  const stale = (await Promise.all(nodes.map((node) => staleOn(context, node, volumes)))).flat();
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

async function staleOn(context: HandlerContext, node: NamedHost, volumes: readonly DeclaredVolume[]) {
  const host = await dialOrWarn(context, node, "its volumes are not looked at", ["SSH_UNREACHABLE"]);
  if (!host) return [];
  const looked = volumes.map(async ({ name, driver, options }) => {
    const found = await unlessMissing(inspectVolume(host, name));
    const same = !found || (found.Driver === driver && isDeepStrictEqual(found.Options ?? {}, options));
    return same
      ? []
      : [{ node: node.name, volume: name, text: difference(found, { Driver: driver, Options: options }) }];
  });
  return (await Promise.all(looked)).flat();
}

function difference(there: Look, wanted: Look): string {
  const text = ({ Driver, Options }: Look) => {
    // A password of a share may stand in its options: only names of such are told.
    const pairs = Object.entries(Options ?? {}).map(([key, value]) => `${key}=${hidden(value)}`);
    return [`driver ${Driver}`, ...pairs].join(" ");
  };
  return `there ${text(there)}, in the file ${text(wanted)}`;
}

function hidden(value: string): string {
  return value.replace(/\b(pass(?:word)?|credentials|sec(?:ret)?)=[^,]*/gi, "$1=…");
}
