import { systems } from "../../provisioners/host/supported";

/** The system that a machine boots with. */
export interface OperatingSystem {
  id: string;
  version: string;
  name: string;
}

/** The system in an image's name, such as `ubuntu-24-04-x64` or `debian-13`; `undefined` for names of other kinds. */
export function systemOfImage(image: string): OperatingSystem | undefined {
  const [, word = "", digits = ""] = /^([a-z-]+?)-(\d+(?:[-.]\d+)?)(?:-x64)?$/.exec(image) ?? [];
  const ids: Record<string, string> = { "centos-stream": "centos", rockylinux: "rocky" };
  const version = digits.replace("-", ".");
  const system = systems.find(({ id }) => id === (ids[word] ?? word));
  return system && { id: system.id, version, name: `${system.name} ${version}` };
}
