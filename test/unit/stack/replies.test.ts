import { progressOf } from "../../../provisioners/docker/services/progress";
import type { Service, SwarmNode, Task } from "../../../provisioners/docker/shapes";
import { changesSince, marksOf } from "../../../provisioners/stack/convergence/marks";
import exhausted from "./replies/exhausted.json";
import rollback from "./replies/rollback.json";
import unplaceable from "./replies/unplaceable.json";

type Reply = { service: Service; tasks: (Task & { Image: string })[] };
const reply = (recorded: unknown) => recorded as Reply;

/** The one node of the recorded swarm. */
const nodeId = reply(rollback).tasks[0]?.NodeID ?? "";
const nodes: SwarmNode[] = [
  {
    ID: nodeId,
    Version: { Index: 1 },
    Spec: { Role: "manager", Availability: "active", Labels: {} },
    Description: { Hostname: "manager-1", Platform: { OS: "linux", Architecture: "x86_64" } },
    Status: { State: "ready", Addr: "10.77.0.11" },
  },
];

describe("what Docker really replied", () => {
  test("gives the error of the bad version's task after Docker rolled a bad image back (F26)", () => {
    const { service, tasks } = reply(rollback);
    // The service is the previous version again, so the task that failed is out of date.
    const current = tasks.filter(({ Image }) => Image === "busybox:1.37");
    expect(progressOf(service, current, nodes, tasks)).toMatchObject({
      settled: false,
      failure: expect.stringMatching(/^Docker rolls back to the previous version: .* of task 0s4zo820/),
      trouble: { taskId: expect.stringMatching(/^0s4zo820/), node: "manager-1", reason: "No such image: busybox:9.99" },
    });
  });

  test("names the constraint when no node fits it (F27)", () => {
    const { service, tasks } = reply(unplaceable);
    expect(progressOf(service, tasks, nodes)).toMatchObject({
      running: 0,
      desired: 1,
      hopeless: true,
      refusals: "the constraint `node.labels.disk == ssd` excludes manager-1",
      trouble: { reason: "no suitable node (scheduling constraints not satisfied on 1 node)", hasLogs: false },
    });
  });

  test("gives the last error when every attempt is used up (F27)", () => {
    const { service, tasks } = reply(exhausted);
    expect(progressOf(service, tasks, nodes)).toMatchObject({
      failure: "its task failed and has used up its max_attempts of 2",
      trouble: { node: "manager-1", reason: "task: non-zero exit (3)", hasLogs: true },
    });
    // With one attempt left Docker would have made the next task already.
    const going = tasks.map((task, index) => (index === 0 ? { ...task, DesiredState: "ready" } : task));
    expect(progressOf(service, going, nodes).failure).toBeUndefined();
    const global = { ...service, Spec: { ...service.Spec, Mode: { Global: {} } } };
    expect(progressOf(global, tasks, nodes)).toMatchObject({ settled: false, failure: expect.any(String) });
  });

  test("marks of services show what was changed, not what was started anew", () => {
    const { service } = reply(rollback);
    const { Spec } = service;
    const marks = marksOf([service]);
    const forced = { ...service, Spec: { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, ForceUpdate: 3 } } };
    expect(changesSince(marks, [forced])).toEqual([]);
    const scaled = { ...service, Spec: { ...Spec, Mode: { Replicated: { Replicas: 9 } } } };
    expect(changesSince(marks, [scaled])).toEqual([{ name: "app_web", change: "changed" }]);
    const other = { ...service, Spec: { ...Spec, Name: "app_extra" } };
    expect(changesSince(marks, [other])).toEqual([
      { name: "app_extra", change: "added" },
      { name: "app_web", change: "removed" },
    ]);
  });
});
