import { compareVersions } from "../../../provisioners/docker/version";
import { systems, unsupported } from "../../../provisioners/host/supported";
import type { ImageKind } from "../../../provisioners/machines/schema";
import type { Mistake } from "../problems/problems";
import type { Settings } from "../schema/schema";
import type { MachinesConfig } from "./machines";

interface Os {
  id: string;
  version: string;
  name: string;
}

const labReleases: Record<ImageKind, string> = { docker: "13", bare: "13", "bare-bookworm": "12" };

/** Docker in Debian's own releases, which no update of a release changes. */
const ofDebian: Record<string, string> = { "12": "20.10.24", "13": "26.1.5" };

/** Refuses what can be known to be impossible before there is a machine: by the image that the machines will have. */
export function checkEngine(
  { source, version, bundle }: Settings["engine"] & { source: "docker" | "distribution" },
  machines: MachinesConfig,
  mistakes: Mistake[],
): void {
  const os = osOf(machines);
  if (!os || bundle !== undefined) return;
  const isThere = machines.source === "lab" && machines.lab.image === "docker";
  const reason = isThere ? undefined : unsupported(os, source);
  if (reason) mistakes.push({ path: "place" in machines ? "cloud.image" : "lab.image", text: `cannot be: ${reason}` });
  const own = source === "distribution" && os.id === "debian" ? ofDebian[os.version] : undefined;
  if (own && version && compareVersions(own, version) !== 0) {
    mistakes.push({
      path: "engine.version",
      text: `${version} is not in ${os.name}, whose own Docker is ${own}: leave it out, or set \`engine.source\` to docker`,
    });
  }
}

function osOf(machines: MachinesConfig): Os | undefined {
  if (machines.source === "lab") {
    const version = labReleases[machines.lab.image];
    return { id: "debian", version, name: `Debian ${version}` };
  }
  return "place" in machines ? osOfImage(machines.place.image) : undefined;
}

/** The system in an image's name, such as `ubuntu-24-04-x64` or `debian-13`; `undefined` for names of other kinds. */
export function osOfImage(image: string): Os | undefined {
  const [, word = "", digits = ""] = /^([a-z-]+?)-(\d+(?:[-.]\d+)?)(?:-x64)?$/.exec(image) ?? [];
  const ids: Record<string, string> = { "centos-stream": "centos", rockylinux: "rocky" };
  const version = digits.replace("-", ".");
  const system = systems.find(({ id }) => id === (ids[word] ?? word));
  return system && { id: system.id, version, name: `${system.name} ${version}` };
}
