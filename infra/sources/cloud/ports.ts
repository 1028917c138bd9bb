import type { OpenPort } from "../../published";
import { openPorts } from "../../published";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import type { StackConfig } from "../../settings/workloads/stacks";
import type { CloudPlace } from "./place";

/** Checks that a cloud can let published ports through, and gives them. */
export function checkPublished(
  { loadBalancer }: CloudPlace,
  stacks: readonly StackConfig[],
  diagnostics: Diagnostics,
): OpenPort[] {
  for (const { path, ports } of stacks) {
    for (const { port, service } of ports.filter(({ protocol }) => protocol === "sctp")) {
      diagnostics.problem(
        path,
        `publishes ${port}/sctp for service ${service}: the cloud's firewall is opened for TCP and UDP only`,
      );
    }
  }
  const open = openPorts(stacks);
  if (loadBalancer && !open.some(({ protocol }) => protocol === "tcp")) {
    diagnostics.problem(
      "cloud.loadBalancer",
      "needs a stack that publishes a TCP port: by it the balancer tells whether a node is well",
    );
  }
  return open;
}
