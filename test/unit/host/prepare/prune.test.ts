import { createHash } from "node:crypto";
import type { Host } from "../../../../provisioners/docker/host";
import { pruning } from "../../../../provisioners/host/prepare/prune";
import { prunePolicy } from "../../../../provisioners/host/prepare/prune/schema";
import { hostInputs } from "../../../../provisioners/host/prepare/schema";
import { connection } from "../../fakes/context";

/** A host with files and a timer, whose commands act on them. */
function fakeHost() {
  const files = new Map<string, string>();
  const calls: string[] = [];
  let isOn = false;
  const answer = (stdout = "") => ({ stdout, stderr: "", code: 0 });
  const host: Host = {
    label: "h",
    run: async () => {
      const sums = [...files].map(([path, text]) => `${createHash("sha256").update(text).digest("hex")}  ${path}`);
      return answer([...sums, ...(isOn ? ["on"] : [])].join("\n"));
    },
    runAll: async (commands) =>
      commands.map(({ what = "", stdin = "" }) => {
        if (what.startsWith("write ")) files.set(what.slice("write ".length), stdin);
        else calls.push(what);
        if (what.startsWith("start ")) isOn = true;
        if (what.startsWith("remove ")) {
          files.clear();
          isOn = false;
        }
        return answer();
      }),
    upload: async () => undefined,
    docker: () => {
      throw new Error("the preparation needs no Docker");
    },
  };
  return { host, files, calls, stop: () => (isOn = false) };
}

const wanted = (prune?: object) => hostInputs.parse({ name: "h", connection: connection("h"), prune });

async function make(host: Host, prune?: object): Promise<string[]> {
  const changes = await pruning(host, wanted(prune));
  for (const { commands } of changes) await host.runAll(commands);
  return changes.map(({ what }) => what);
}

describe("the timer that prunes a host", () => {
  test("is written once, checked by systemd before, and started", async () => {
    const { host, files, calls } = fakeHost();
    expect(await make(host, { schedule: "Sun 03:00", keep: "36h" })).toEqual([
      "Docker is pruned Sun 03:00, what was used in the last 36h stays",
    ]);
    expect(calls).toEqual([
      "check the schedule Sun 03:00",
      "tell systemd of the timer",
      "enable pulumi-swarm-prune.timer",
      "start pulumi-swarm-prune.timer",
    ]);
    expect(files.get("/etc/systemd/system/pulumi-swarm-prune.timer")).toContain("OnCalendar=Sun 03:00\n");
    expect(files.get("/etc/pulumi-swarm/prune")).toContain("keep=129600\n");
    expect(await make(host, { schedule: "Sun 03:00", keep: "36h" })).toEqual([]);
  });

  test("is written anew when the policy changes, or when somebody stopped it", async () => {
    const { host, files, stop } = fakeHost();
    await make(host, {});
    expect(await make(host, { schedule: "weekly" })).toHaveLength(1);
    expect(files.get("/etc/systemd/system/pulumi-swarm-prune.timer")).toContain("OnCalendar=weekly\n");
    stop();
    expect(await make(host, { schedule: "weekly" })).toHaveLength(1);
  });

  test("goes with the setting, and with what it remembers", async () => {
    const { host, files, calls } = fakeHost();
    expect(await make(host)).toEqual([]);
    await make(host, {});
    calls.length = 0;
    expect(await make(host)).toEqual(["Docker is no longer pruned by a timer"]);
    expect({ files: [...files], calls }).toEqual({ files: [], calls: ["remove pulumi-swarm-prune.timer"] });
  });

  test("takes schedules and times that systemd and the script can read, and no others", () => {
    expect(prunePolicy.parse({})).toEqual({ schedule: "daily", keep: "7d" });
    for (const keep of ["0d", "1w", "7", "7d; reboot"]) expect(prunePolicy.safeParse({ keep }).success).toBe(false);
    expect(prunePolicy.safeParse({ schedule: "daily\nOnBootSec=1" }).success).toBe(false);
  });
});
