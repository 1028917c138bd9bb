import type { Host } from "../../../provisioners/docker/host";
import type { RunOptions } from "../../../provisioners/ssh/types";
import { oneByOne } from "../fakes/run-all";

/** What the facts' script prints on a Debian. */
export const debian = "@@@ os\nID=debian\nPRETTY_NAME=Debian\n\n@@@ init\nsystemd\n";
const options = "sync,no_subtree_check,sec=sys,rw,secure,root_squash,no_all_squash";

/** A host in memory, as far as NFS has to do with it; what only looks is no call. */
export class FakeHost {
  facts = debian;
  packages = new Set<string>();
  files = new Map<string, string>();
  running = false;
  device: Record<string, string> | undefined;
  /** Whether the device is larger than its file system. */
  hasGrown = false;
  refused = false;
  readonly calls: string[] = [];

  readonly host: Host = {
    label: "h",
    run: async (command, runOptions) => this.run([command].flat().join(" "), runOptions),
    runAll: (commands, options) => oneByOne(this.host)(commands, options),
    upload: async (path, content) => {
      this.calls.push(`upload ${path}`);
      this.files.set(path, String(content));
    },
    docker: () => {
      throw new Error("NFS needs no Docker");
    },
  };

  private run(text: string, { what = "" }: RunOptions = {}) {
    const answer = (stdout: string, code = 0) => ({ stdout, stderr: "", code });
    const known = this.known(text, what);
    if (known !== undefined) return known === null ? answer("", 3) : answer(known);
    this.calls.push(what || text);
    const installed = /(?:apt-get .* install .*--no-install-recommends|dnf .* install) (.*)$/.exec(text)?.[1];
    for (const name of installed?.split(" ") ?? []) this.packages.add(name);
    if (/systemctl (enable --now|restart) nfs-server/.test(text)) this.running = true;
    if (what.startsWith("format")) this.device = { TYPE: "ext4", UUID: "u-1", CODE: "0" };
    if (text.startsWith("rm -f")) this.files.delete(text.split(" ")[2] as string);
    return answer("");
  }

  /** The answer to what only looks; null for what is not there. */
  private known(text: string, what: string): string | null | undefined {
    if (what.includes("facts")) return this.facts;
    if (text.startsWith("dpkg-query")) return [...this.packages].map((name) => `${name} installed\n`).join("");
    if (text.startsWith("rpm -q")) {
      const names = text.split(" ").slice(4);
      return names
        .map((name) => (this.packages.has(name) ? `${name}\n` : `package ${name} is not installed\n`))
        .join("");
    }
    if (what.startsWith("compare /dev") && this.hasGrown) return "due";
    if (what.startsWith("read /")) return this.files.get(what.slice(5)) ?? null;
    if (what.includes("what it serves")) return this.served();
    if (what.startsWith("look at /dev")) {
      if (!this.device) return null;
      return ["/dev/sdb", ...Object.entries(this.device).map(([key, value]) => `${key}=${value}`)].join("\n");
    }
    return /^(look|list|compare|see|connect|read who)/.test(what) ? "" : undefined;
  }

  private served(): string {
    if (!this.packages.has("nfs-kernel-server") && !this.packages.has("nfs-utils")) return "none\n";
    const lines = (this.files.get("/etc/exports.d/pulumi-swarm-nfs.exports") ?? "").matchAll(/^(\/\S+) ([^(]+)/gm);
    const exports = [...lines].map(([, path, cidr]) => `${path}  ${cidr}(${options},mountpoint=/srv/disk)`);
    return [this.running ? "8" : "0", "-3 +4 +4.1", ...exports].join("\n");
  }
}
