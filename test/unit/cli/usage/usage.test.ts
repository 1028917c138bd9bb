import { sizeText } from "../../../../cli/usage/amounts";
import { type DiskRow, dfText, sharesOf, totalOf } from "../../../../cli/usage/df-rows";
import { topText, type UsageRow, usageOf } from "../../../../cli/usage/top-rows";
import { isWanted, taskIn } from "../../../../cli/workloads/task-labels";
import type { ContainerStats } from "../../../../provisioners/docker/client/usage";

const GIB = 2 ** 30;

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_536, "1.5 KiB"],
  [512 * 2 ** 20, "512 MiB"],
  [9.96 * GIB, "10 GiB"],
])("%d bytes are %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));

describe("a container's labels", () => {
  const labels = (task: string) => ({
    "com.docker.swarm.service.name": "shop_web",
    "com.docker.swarm.task.name": `${task}.t1`,
    "com.docker.swarm.task.id": "t1",
    "com.docker.swarm.node.id": "n1",
    "com.docker.stack.namespace": "shop",
  });

  test("tell its task, by the node's name where the service is global", () => {
    expect(taskIn(labels("shop_web.2"), "w1")).toEqual({ service: "shop_web", stack: "shop", task: "shop_web.2" });
    expect(taskIn(labels("shop_web.n1"), "w1").task).toBe("shop_web.w1");
    expect(taskIn({}, "w1")).toEqual({});
  });

  test("choose it by service, stack, task or node", () => {
    const task = taskIn(labels("shop_web.2"), "w1");
    for (const name of ["shop_web", "shop", "shop_web.2", "w1", undefined]) {
      expect(isWanted({ name }, "w1", task)).toBe(true);
    }
    expect(isWanted({ name: "shop_web.1" }, "w1", task)).toBe(false);
    expect(isWanted({ name: "shop", node: "w2" }, "w1", task)).toBe(false);
  });
});

describe("top", () => {
  const stats = (used: number, more: Partial<ContainerStats> = {}): ContainerStats => ({
    cpu_stats: { cpu_usage: { total_usage: used }, system_cpu_usage: 2_000, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 100 }, system_cpu_usage: 1_000 },
    memory_stats: { usage: 300, limit: 1_000, stats: { inactive_file: 100 } },
    pids_stats: { current: 7 },
    ...more,
  });

  test("counts CPU in percent of a core, and memory without the cache", () => {
    expect(usageOf(stats(200))).toEqual({ cpu: 40, memory: 200, limit: 1_000, processes: 7 });
  });

  test("shows nothing for a container that has just ended", () => {
    expect(usageOf(stats(0, { memory_stats: {}, pids_stats: {} }))).toEqual({
      cpu: 0,
      memory: 0,
      limit: 0,
      processes: 0,
    });
  });

  test("lists those that use most first, with their sum", () => {
    const row = (name: string, cpu: number, memory: number): UsageRow => ({
      ...{ task: name, name, node: "w1", container: "c", cpu, memory, limit: 0, processes: 1 },
    });
    const rows = [row("small.1", 1, 2 * GIB), row("busy.1", 50, GIB)];
    expect(topText(rows, "cpu")).toMatch(/busy\.1 .*\nsmall\.1 .*\n\n2 containers on 1 node: 51 % of a core, 3\.0 GiB/);
    expect(topText(rows, "memory")).toMatch(/small\.1 .*\nbusy\.1 /);
    expect(topText([], "cpu")).toBe("Nothing runs.");
  });
});

describe("df", () => {
  test("sums up the lists of an older Docker as its client does", () => {
    const shares = sharesOf({
      LayersSize: 1_000,
      Images: [
        { Size: 600, SharedSize: 200, Containers: 2 },
        { Size: 500, SharedSize: 200, Containers: 0 },
      ],
      Containers: [{ SizeRw: 10, State: "running" }, { SizeRw: 5, State: "exited" }, { State: "created" }],
      Volumes: [
        { UsageData: { Size: 70, RefCount: 1 } },
        { UsageData: { Size: 30, RefCount: 0 } },
        { UsageData: { Size: -1, RefCount: 0 } },
      ],
      BuildCache: [
        { Size: 4, InUse: true, Shared: false },
        { Size: 6, InUse: false, Shared: false },
        { Size: 9, InUse: false, Shared: true },
      ],
    });
    expect(shares).toEqual({
      images: { size: 1_000, reclaimable: 600 },
      volumes: { size: 100, reclaimable: 30 },
      buildCache: { size: 10, reclaimable: 6 },
      containers: { size: 15, reclaimable: 5 },
    });
  });

  test("takes the sums of a newer Docker", () => {
    const sum = { TotalSize: 8, Reclaimable: 3 };
    const shares = sharesOf({ ImageUsage: sum, VolumeUsage: {}, BuildCacheUsage: sum, ContainerUsage: sum });
    expect(shares).toMatchObject({ images: { size: 8, reclaimable: 3 }, volumes: { size: 0, reclaimable: 0 } });
  });

  const row = (node: string): DiskRow => ({
    node,
    disk: { used: 9 * GIB, total: 10 * GIB },
    images: { size: 2 * GIB, reclaimable: GIB },
    volumes: { size: GIB, reclaimable: GIB },
    buildCache: { size: 0, reclaimable: 0 },
    containers: { size: 0, reclaimable: 0 },
    logs: GIB,
  });

  test("has a row for each node, their sum, and what could be removed", () => {
    expect(totalOf([row("a"), row("b")])).toMatchObject({
      images: { size: 4 * GIB, reclaimable: 2 * GIB },
      logs: 2 * GIB,
    });
    const text = dfText([row("a"), row("b")]);
    expect(text).toMatch(/\na +90 % of 10 GiB +2\.0 GiB +1\.0 GiB +0 B +0 B +1\.0 GiB\n/);
    expect(text).toMatch(/\nall +90 % of 20 GiB/);
    expect(text).toContain("Nothing uses: images 2.0 GiB. No container uses volumes of 2.0 GiB: look before");
    expect(dfText([row("a")])).not.toContain("all");
  });
});
