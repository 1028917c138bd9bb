import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { cacheFolder, packageRoot } from "../../../provisioners/core/paths";

/** Of the checkout: what is not part of it, and what the user must own to write it. */
const NOT_LINKED = [".git", ".pulumi-swarm", "dist", "bundle", "Pulumi.lab.yaml"];

/** Hides devices that some systems let everybody open, from the command and nobody else. */
const WITHOUT_DEVICES = `for device in /dev/net/tun /dev/kvm; do
  if [ -e "$device" ]; then mount --bind "$1" "$device"; fi
done
shift
exec "$@"`;

export interface Ended {
  code: number;
  /** All that it printed. */
  text: string;
}

/**
 * Somebody on this computer without rights, without /sbin on PATH, without /dev/net/tun and /dev/kvm. The checkout and the
 * cache are the user's own folders with links to our files, which only root may write.
 */
export class OrdinaryUser {
  private readonly home: string;
  private readonly closedDevice: string;

  constructor(private readonly name: string) {
    this.home = join("/home", name);
    this.closedDevice = join(this.home, "closed-device");
  }

  /** Makes the user, with a stack of the lab's configuration. */
  make(labStack: string): void {
    this.remove();
    execFileSync("useradd", ["--create-home", "--home-dir", this.home, "--shell", "/bin/sh", this.name]);
    const checkout = join(this.home, "checkout");
    const cache = join(this.home, ".cache", "pulumi-swarm");
    for (const folder of [checkout, join(cache, "lab")]) mkdirSync(folder, { recursive: true });
    const linked = readdirSync(packageRoot).filter((name) => !NOT_LINKED.includes(name));
    link(
      linked.map((name) => join(packageRoot, name)),
      checkout,
    );
    link([join(cacheFolder(), "engine")], cache);
    link(
      ["images", "registry"].map((name) => join(cacheFolder(), "lab", name)),
      join(cache, "lab"),
    );
    const built = ["dist", "bundle"];
    const copies = built.map((name) => join(packageRoot, name));
    execFileSync("cp", ["--recursive", "--preserve=timestamps", ...copies, checkout]);
    writeFileSync(join(checkout, "Pulumi.lab.yaml"), labStack);
    const own = [...built, "Pulumi.lab.yaml"].map((name) => join(checkout, name));
    execFileSync("chown", ["--recursive", `${this.name}:`, ...own]);
    execFileSync("find", [this.home, "-type", "d", "-exec", "chown", `${this.name}:`, "{}", "+"]);
    writeFileSync(this.closedDevice, "", { mode: 0o600 });
  }

  /** Runs a command in the user's checkout; `sandbox` is put before it. */
  run(
    command: string,
    { sandbox = [], env = {} }: { sandbox?: string[]; env?: Record<string, string> } = {},
  ): Promise<Ended> {
    const path = [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
    const settings = Object.entries({ HOME: this.home, PATH: path, ...env }).map(([name, value]) => `${name}=${value}`);
    return ended("unshare", [
      ...["--mount", "sh", "-ec", WITHOUT_DEVICES, "sh", this.closedDevice],
      ...["runuser", "-u", this.name, "--", "env", "-i", ...settings, ...sandbox],
      ...["sh", "-c", `cd ~/checkout && ${command}`],
    ]);
  }

  /** The user's processes. */
  processes(): string[] {
    try {
      return execFileSync("ps", ["-o", "pid=,stat=,args=", "-u", this.name], { encoding: "utf8", stdio: "pipe" })
        .split("\n")
        .filter((row) => row.trim() && !/^\s*\d+\s+Z/.test(row));
    } catch (error) {
      // It ends with 1 where there are none, and where there is no such user.
      if ((error as { status?: number }).status === 1) return [];
      throw error;
    }
  }

  /** Removes the user with all that a failed test may have left running. */
  remove(): void {
    for (const row of this.processes()) process.kill(Number(row.trim().split(/\s+/)[0]), "SIGKILL");
    const users = execFileSync("getent", ["passwd"], { encoding: "utf8" }).split("\n");
    if (users.some((row) => row.startsWith(`${this.name}:`)))
      execFileSync("userdel", ["--force", "--remove", this.name], { stdio: "ignore" });
  }
}

/** Runs a program to its end, whatever that is. */
export async function ended(program: string, args: string[]): Promise<Ended> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number>((resolve, reject) => {
    child.once("error", reject).once("close", (status) => resolve(status ?? 1));
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, text: `${stderr}\n${stdout}` };
}

/** Links files into a folder, which costs nothing; between file systems they are copied. */
function link(paths: string[], into: string): void {
  try {
    execFileSync("cp", ["--archive", "--link", ...paths, into], { stdio: "pipe" });
  } catch (error) {
    if (!String((error as { stderr?: Buffer }).stderr).includes("Invalid cross-device link")) throw error;
    execFileSync("cp", ["--archive", "--sparse=always", ...paths, into]);
  }
}
