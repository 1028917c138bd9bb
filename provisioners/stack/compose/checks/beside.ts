import type { Findings } from "../document/findings";
import { at, entriesOf, itemsOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { mountOf, targetOf } from "../references";
import { type BesideEntry, swarmWays } from "./beside-ways";

/** A file or folder beside the stack file that a service mounts. */
export interface BesideMount {
  service: string;
  /** For messages: `services.web.volumes[0]`. */
  name: string;
  /** Relative to the (first) stack file, as that has it. */
  path: string;
  /** In the container. */
  target: string;
  /** Of the service: where its tasks may run. */
  constraints: string[];
  place: { file: string; line: number; column: number };
}

export interface BesideOptions {
  /** What becomes of mounts of what lies beside the stack file. Default: they are refused. */
  files?: "refuse" | "copy";
  /** What a path beside the stack file is; `undefined` where nothing is there, or nobody knows. */
  look?: (path: string) => BesideEntry | undefined;
}

/** The mounts to be copied to the nodes; all others of what lies beside the file are refused, with the ways that there are. */
export function besideMounts(file: Tree, { files, look }: BesideOptions, findings: Findings): BesideMount[] {
  return entriesOf(at(file, "services")).flatMap(({ key: service, value }) => {
    const constraints = itemsOf(at(value, "deploy", "placement", "constraints")).flatMap((item) => textOf(item) ?? []);
    return itemsOf(at(value, "volumes")).flatMap((item, index) => {
      const { type, source: path, where } = mountOf(item);
      if (type !== "bind" || !path || !isBeside(path)) return [];
      const name = `services.${service}.volumes[${index}]`;
      const target = targetOf(item);
      const isWritten = modeOf(item) === "rw";
      const refuse = (reason: string) => {
        findings.problem(where.at, `${name} ${reason}`);
        return [];
      };
      if (files !== "copy") {
        const mount = { path, target: target ?? "/path/in/the/container", isWritten };
        const ways = swarmWays(mount, look?.(path), service, file);
        return refuse(`mounts \`${path}\`, but nothing lies beside the file on the nodes. ${ways}`);
      }
      if (isWritten) {
        return refuse(
          "is mounted for writing, but with `files: copy` each node has a copy of its own, and they would drift apart: remove `rw` (copies are read-only), or keep the data on an NFS export",
        );
      }
      // Docker's short form, in which copies are mounted, has no other colons.
      if (!target || target.includes(":"))
        return refuse("cannot be copied: write `source:target`, without other colons");
      return [{ service, name, path, target, constraints, place: findings.placeOf(where.at) }];
    });
  });
}

/** Not a path from `/` on, of somebody's home or of Windows. */
function isBeside(path: string): boolean {
  return !/^(?:[/~]|[A-Za-z]:|\\\\)/.test(path);
}

/** What the file says of writing; `undefined` where it leaves that open. */
function modeOf(item: Tree): "ro" | "rw" | undefined {
  if (item.kind === "map") {
    const given = at(item, "read_only");
    return given?.kind === "scalar" && typeof given.value === "boolean" ? (given.value ? "ro" : "rw") : undefined;
  }
  const modes = (textOf(item) ?? "").split(":").slice(2).join(":").split(",");
  return (["rw", "ro"] as const).find((mode) => modes.includes(mode));
}
