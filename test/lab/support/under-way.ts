import { spawn } from "node:child_process";
import { run } from "../../../lab/system/run";
import { packageRoot } from "../../../provisioners/core/paths";
import { until } from "./jest/pace";
import type { Run } from "./program";

/** A run of Pulumi, or another command, that goes on while the test does something to it or to its machines. */
export class UnderWay {
  /** All that it printed so far. */
  text = "";
  /** Settled when Pulumi ended; `-1` for one that was killed. */
  readonly done: Promise<Run>;
  private readonly pid: number;
  private ended = false;

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const options = { cwd: packageRoot, env, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
    const child = spawn(program, args, options);
    if (child.pid === undefined) throw new Error(`${program} cannot be started`);
    this.pid = child.pid;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.text += text;
      });
    }
    this.done = new Promise((resolve, reject) => {
      child.once("error", reject);
      // Not `close`: what a killed Pulumi leaves behind for a moment holds its output open.
      child.once("exit", (code) => {
        this.ended = true;
        resolve({ code: code ?? -1, text: this.text });
      });
    });
  }

  /** Waits for a moment of the run. @throws where the run ends before */
  async reaches<T>(what: string, condition: () => Promise<T | undefined>, deadlineMs = 180_000): Promise<T> {
    return until(
      async () => {
        const found = await condition();
        if (found === undefined && this.ended) throw new Error(`the run ended before ${what}:\n${this.text}`);
        return found;
      },
      { what, deadlineMs, pauseMs: 100 },
    );
  }

  /** Ends Pulumi, or the plugin under it, as a power cut does; false where it has ended before. */
  async kill(victim: "pulumi" | "plugin"): Promise<boolean> {
    const pid = victim === "pulumi" ? this.pid : await this.plugin();
    if (this.ended || pid === undefined) return false;
    process.kill(pid, "SIGKILL");
    await this.done;
    return true;
  }

  /** Asks it to end, as ^C does. */
  async interrupt(): Promise<Run> {
    if (!this.ended) process.kill(this.pid, "SIGINT");
    return this.done;
  }

  private async plugin(): Promise<number | undefined> {
    const listed = await run("ps", ["-eo", "pid=,ppid=,args=", "-ww"], { what: "list the processes" });
    const processes = listed.split("\n").flatMap((line) => {
      const [, pid, parent, args = ""] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
      return pid ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
    });
    const isOurs = (pid: number): boolean => {
      const parent = processes.find((other) => other.pid === pid)?.parent;
      return parent !== undefined && (parent === this.pid || isOurs(parent));
    };
    return processes.find(({ pid, args }) => args.includes("plugin/pulumi-resource-swarm") && isOurs(pid))?.pid;
  }
}
