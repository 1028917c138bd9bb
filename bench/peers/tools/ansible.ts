import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { withLock } from "../../../provisioners/core/lock";
import { cacheFolder, packageRoot } from "../../../provisioners/core/paths";
import { isExecutable, onPath } from "../../../provisioners/core/programs";
import { endConnections, onMachine } from "../machines/access";
import type { Machine } from "../machines/machine";
import { runProgram } from "../programs";
import type { Tool } from "./tool";

const files = join(packageRoot, "bench", "peers", "ansible");

/** Newest that the Python of this computer takes. */
const PACKAGE = "ansible-core";

/** What Ansible's modules are written in. The images of clouds have it; those of the lab do not. */
const PYTHON = `if command -v apt-get >/dev/null && ! python3 -c 'import apt' 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update && apt-get -q -y --no-install-recommends install python3 python3-apt
  apt-get clean && rm -rf /var/lib/apt/lists/*
fi`;

/** Playbooks over SSH, with what makes them fast: many forks, pipelining, no facts. */
export const ansible: Tool = {
  title: "Ansible",
  missing: async () => ((await onPath("python3")) ? undefined : "there is no python3 on PATH"),
  async begin({ machines, folder, signal }) {
    const playbook = await install(signal);
    for (const name of ["ansible.cfg", "site.yml"]) await copyFile(join(files, name), join(folder, name));
    await writeFile(join(folder, "inventory.yml"), stringify(inventory(machines)));
    const what = "install Python";
    await Promise.all(machines.map((machine) => onMachine(folder, machine, PYTHON, { what, signal })));
    await endConnections(folder);
    const env = { ...process.env, ANSIBLE_CONFIG: join(folder, "ansible.cfg"), ANSIBLE_HOME: join(folder, "ansible") };
    const up = async () => {
      const args = ["-i", "inventory.yml", "site.yml"];
      await runProgram(playbook, args, { what: "run the playbook", cwd: folder, env, signal });
      await endConnections(folder);
    };
    return { create: up, again: up, close: () => endConnections(folder) };
  },
};

/** Pure: the machines by role, as an inventory has them. */
export function inventory(machines: readonly Machine[]) {
  const hostsOf = (role: Machine["role"]) =>
    Object.fromEntries(
      machines
        .filter((machine) => machine.role === role)
        .map(({ name, user, address }) => [name, { ansible_user: user, address, role }]),
    );
  return { manager: { hosts: hostsOf("manager") }, worker: { hosts: hostsOf("worker") } };
}

/** Path of `ansible-playbook`, in an environment of Python that is made once. */
async function install(signal: AbortSignal): Promise<string> {
  const folder = join(cacheFolder(), "bench", PACKAGE);
  const playbook = join(folder, "bin", "ansible-playbook");
  await mkdir(join(cacheFolder(), "bench"), { recursive: true });
  await withLock(
    folder,
    () => undefined,
    async () => {
      if (await isExecutable(playbook)) return;
      await runProgram("python3", ["-m", "venv", "--clear", folder], { what: "make an environment of Python", signal });
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
      await runProgram(join(folder, "bin", "python"), pip, { what: `install ${PACKAGE} from PyPI`, signal });
    },
  );
  return playbook;
}
