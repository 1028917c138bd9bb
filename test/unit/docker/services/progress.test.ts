import { progressOf } from "../../../../provisioners/docker/services/progress";
import type { SwarmNode } from "../../../../provisioners/docker/shapes";
import { statusLine } from "../../../../provisioners/stack/convergence/verdict";
import { service, task } from "../../stack/shop";

const nodes = [
  { ID: "n1", Description: { Hostname: "m1" }, Status: { State: "ready" }, Spec: { Availability: "active" } },
  { ID: "n2", Description: { Hostname: "m2" }, Status: { State: "down" }, Spec: { Availability: "active" } },
] as SwarmNode[];

describe("progress", () => {
  test("running, with the image's name", () => {
    const found = progressOf(service(), [task(1, "running"), task(2, "running")], nodes);
    expect(found).toMatchObject({
      running: 2,
      desired: 2,
      settled: true,
      phase: "",
      image: "nginx:1",
      mode: "replicated",
    });
  });

  test("pulling, and tasks on a dead node do not count", () => {
    const found = progressOf(service(), [task(1, "running", { NodeID: "n2" }), task(2, "preparing")], nodes);
    expect(found).toMatchObject({ running: 0, settled: false, phase: "pulling" });
    expect(statusLine([found], "shop")).toBe("web 0/2 · pulling");
  });

  test("a slot whose task was replaced counts by the new one", () => {
    const found = progressOf(service(), [task(1, "running"), task(2, "failed"), task(2, "starting")], nodes);
    expect(found).toMatchObject({ running: 1, phase: "starting" });
  });

  test("the reason of the last failed task, with its node", () => {
    const failed = task(1, "failed", { Status: { State: "failed", Err: "task: non-zero exit (3)" } });
    expect(progressOf(service(), [failed, task(1, "ready")], nodes).trouble).toMatchObject({
      node: "m1",
      reason: "task: non-zero exit (3)",
      hasLogs: true,
    });
  });

  test("tells why no node is found (F27)", () => {
    const Err = "no suitable node (scheduling constraints not satisfied on 3 nodes)";
    const waiting = task(1, "pending", { NodeID: undefined, Status: { State: "pending", Err } });
    const found = progressOf(service(), [waiting], nodes);
    expect(found).toMatchObject({ phase: "waiting for a node", trouble: { reason: Err, node: undefined } });
  });

  test.each(["paused", "rollback_started", "rollback_completed", "rollback_paused"])(
    "an update that is %s has failed (F26)",
    (State) => {
      const found = progressOf(service({ UpdateStatus: { State } }), [task(1, "running"), task(2, "running")], nodes);
      expect(found).toMatchObject({ settled: false, failure: expect.any(String) });
    },
  );

  test("an update that goes on is not settled", () => {
    const found = progressOf(
      service({ UpdateStatus: { State: "updating" } }),
      [task(1, "running"), task(2, "running")],
      nodes,
    );
    expect(found).toMatchObject({ settled: false, phase: "updating" });
  });

  test("jobs are done when complete; of a global service each node counts; zero replicas are fine", () => {
    const job = service({ JobStatus: { JobIteration: { Index: 7 } } }, { ReplicatedJob: { TotalCompletions: 2 } });
    const JobIteration = { Index: 7 };
    const tasks = [task(1, "complete", { JobIteration }), task(2, "complete", { JobIteration: { Index: 6 } })];
    expect(progressOf(job, tasks, nodes)).toMatchObject({ running: 1, desired: 2, settled: false });
    const global = [task(0, "running"), task(0, "starting", { NodeID: "n3" })];
    expect(progressOf(service({}, { Global: {} }), global, nodes)).toMatchObject({ running: 1, desired: 2 });
    expect(progressOf(service({}, { Replicated: { Replicas: 0 } }), [], nodes)).toMatchObject({ settled: true });
  });

  test("a one-shot service is done when its task ended well", () => {
    const once = service({}, { Replicated: { Replicas: 1 } });
    once.Spec.TaskTemplate.RestartPolicy = { Condition: "none" };
    expect(progressOf(once, [task(1, "complete")], nodes)).toMatchObject({ running: 1, settled: true });
  });
});
