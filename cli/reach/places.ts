import { SwarmError } from "../../provisioners/core/errors";

/** A path on this computer, or in a container or on a node. */
export type Place = { path: string } | { name: string; path: string };

/** `web.2:/etc/app.conf` is in a container or on a node; what has no name in front is on this computer. */
export function placeOf(text: string): Place {
  const [, name, path] = /^([A-Za-z0-9][\w.-]*):(.+)$/.exec(text) ?? [];
  return name && path ? { name, path } : { path: text };
}

/**
 * From where to where, one of them on this computer.
 *
 * @throws SwarmError `BAD_PLACES`
 */
export function placesOf(from: string, to: string) {
  const [source, target] = [placeOf(from), placeOf(to)];
  if ("name" in source && !("name" in target)) return { remote: source, local: target.path, isDownload: true };
  if ("name" in target && !("name" in source)) return { remote: target, local: source.path, isDownload: false };
  throw new SwarmError({
    code: "BAD_PLACES",
    summary: `cp copies between this computer and a container or node, not from ${from} to ${to}`,
    fix: "Give one path as NAME:PATH, and the other one without a name (./a:b for a file with a colon)",
  });
}
