import type { Manifest } from "../../provisioners/swarm/backup/manifest";

const names = (title: string, list: readonly { name: string }[]) =>
  `  ${title} (${list.length})${
    list.length > 0
      ? `: ${list
          .map(({ name }) => name)
          .sort()
          .join(", ")}`
      : ""
  }`;

/** What a backup holds, in lines. */
export function manifestText(manifest: Manifest): string {
  const { swarmId, node, createdAt, engine, autolock, nodes, services, networks, configs, secrets, data, files } =
    manifest;
  return [
    `Swarm ${swarmId}, from ${node.name} (${node.address}) at ${createdAt}, Docker ${engine}`,
    autolock
      ? "Autolock was on: the key in it is locked, and Docker cannot restore it to new machines"
      : "Autolock was off",
    `${files.length} files, ${Math.ceil(data.bytes / 1024)} KiB packed`,
    names("nodes", nodes),
    names("services", services),
    names("networks", networks),
    names("configs", configs),
    names("secrets", secrets),
  ].join("\n");
}

/** The manifest without the list of files, for scripts. */
export function manifestJson({ files, ...manifest }: Manifest): object {
  return { ...manifest, files: files.length };
}
