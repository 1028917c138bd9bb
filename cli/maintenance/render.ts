import { colors } from "../colors";
import { table } from "../table";
import type { Step } from "./plan";

const words = { work: "out of service and back", restore: "put back", skip: "skipped" };

/** The steps in their order. */
export function stepsText(steps: readonly Step[]): string {
  let turn = 0;
  const rows = steps.map(({ declared, node, action, reason }) => [
    action === "skip" ? "" : String(++turn),
    declared.name,
    node?.ManagerStatus?.Leader ? "manager, leader" : declared.role,
    action === "skip" ? colors.yellow(words.skip) : words[action],
    reason,
  ]);
  return table(["TURN", "NODE", "ROLE", "WHAT", "REASON"], rows);
}

/** The same for programs. */
export function stepsJson(steps: readonly Step[]) {
  return steps.map(({ declared, node, action, reason }) => ({
    node: declared.name,
    role: declared.role,
    leader: node?.ManagerStatus?.Leader === true,
    action,
    reason,
  }));
}
