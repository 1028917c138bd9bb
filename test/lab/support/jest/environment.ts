import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";

/**
 * Skips tests that build on something that has failed: a `step` before them, or their `beforeAll`. One test fails then, with
 * the reason, and not every one after it for want of its result.
 */
export default class LabEnvironment extends TestEnvironment {
  private readonly failedSetUps: Circus.DescribeBlock[] = [];
  private readonly vain: { block: Circus.DescribeBlock; reason: string }[] = [];

  handleTestEvent(event: Circus.AsyncEvent | Circus.SyncEvent): void {
    if (event.name === "hook_failure" && event.hook.type === "beforeAll") this.failedSetUps.push(event.hook.parent);
    if (event.name === "test_start") this.skipInVain(event.test);
    if (event.name === "test_done" && event.test.errors.length > 0) this.noteFailure(event.test);
  }

  private skipInVain(test: Circus.TestEntry): void {
    const found = this.vain.find(({ block }) => isWithin(test.parent, block));
    if (!found) return;
    test.mode = "skip";
    // A failed `beforeAll` has left its error on every test.
    test.errors = [];
    test.name = `${test.name} (needs ${found.reason}, which failed)`;
  }

  private noteFailure(test: Circus.TestEntry): void {
    if (test.fn && "isStep" in test.fn) this.vain.push({ block: test.parent, reason: `"${test.name}"` });
    const setUp = this.failedSetUps.find((block) => isWithin(test.parent, block));
    if (setUp) this.vain.push({ block: setUp, reason: "its set-up" });
  }
}

function isWithin(block: Circus.DescribeBlock | undefined, outer: Circus.DescribeBlock): boolean {
  return block !== undefined && (block === outer || isWithin(block.parent, outer));
}
