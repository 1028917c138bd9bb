import { delimiter } from "node:path";

/** Folders of system programs (`ip`, `mke2fs`, `apt-cacher-ng`), which PATH lacks for users on Debian. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** An environment in which the lab's programs are found; every child process of the lab gets it. */
export function labEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const folders = [...(env.PATH ?? "").split(delimiter), ...SYSTEM_FOLDERS].filter(Boolean);
  return { ...env, PATH: [...new Set(folders)].join(delimiter) };
}
