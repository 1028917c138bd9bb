import { cloudChanges } from "../../../../../../tools/docs/cloud-changes";
import type { CloudChange } from "../../../../../../tools/docs/cloud-changes/change";
import { endangered, summary } from "./judge";
import { keysOf } from "./keys";
import { type CloudName, preview } from "./run";

/** Holds each row of the table against plans of that cloud: a file for each cloud, so that they run beside each other. */
export function describeChanges(cloud: CloudName): void {
  // Under jest the clouds' packages take seconds to load.
  jest.setTimeout(300_000);

  const changes = cloudChanges.flatMap(({ key, change, ...clouds }) => {
    const found = clouds[cloud];
    return typeof found === "string" ? [] : [[[key, change].filter(Boolean).join(": "), found] as const];
  });

  test("every key has its changes in the table", () => {
    const known = cloudChanges.filter((each) => typeof each[cloud] !== "string").map(({ key }) => key);
    expect(keysOf(cloud).length).toBeGreaterThan(20);
    expect(keysOf(cloud).filter((key) => !known.includes(key))).toEqual([]);
  });

  test.each(changes)("%s does what the table says", async (_, change) => {
    if (change.allow) {
      const { refusal } = await run(cloud, change);
      expect(refusal).toContain(`'swarm:allow[0]' ${change.allow}`);
    }
    const plan = await run(cloud, change, change.allow ? [change.allow] : []);
    expect(plan.unmodelled).toEqual([]);
    if (change.refusal) {
      expect([change.outcome, plan.refusal]).toEqual(["refused", expect.stringContaining(change.refusal)]);
      return;
    }
    expect(plan.refusal).toBeUndefined();
    const { feeds = [], replaces = [], makes = [], deletes = [], outcome } = change;
    expect(summary(plan, cloud)).toEqual({ outcome, feeds, replaces, makes, deletes });
    // With permission a volume or a load balancer may go, and nothing else.
    const permitted = change.allow ? /^(Volume|LoadBalancer|Listener) / : /^$/;
    expect(endangered(plan).filter((name) => !permitted.test(name))).toEqual([]);
  });
}

const run = (cloud: CloudName, { before, after, renamed }: CloudChange, allow: string[] = []) =>
  preview(cloud, [before, { ...after, allow }], renamed ? ["dev", renamed] : []);
