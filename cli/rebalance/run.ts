import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { until } from "../../provisioners/core/until";
import { inspectService, restartService } from "../../provisioners/docker/client/services";
import type { Service } from "../../provisioners/docker/shapes";
import { servicesProgress } from "../../provisioners/rollout/service-safety";
import { withManager } from "../../provisioners/swarm/access/managers";
import type { SwarmAccess } from "../../provisioners/swarm/access/swarm-access";
import { workloadsOf } from "../workloads/read";
import { type Spread, spreadOf } from "./spread";

/** An update goes as slowly as its `update_config` says. */
const CONVERGE_MS = 1_800_000;

/** Starts the tasks of a service anew, as its `update_config` says, and waits until it runs completely again. */
export async function spreadAnew(access: SwarmAccess, { ID, Spec }: Service): Promise<Spread> {
  const { context } = access;
  context.status(`spreading ${Spec.Name}`);
  await withManager(access, `${Spec.Name} to be updated`, async ({ host }) => {
    await restartService(host, await inspectService(host, ID));
  });
  await untilItRuns(access, ID, Spec.Name);
  const { service, tasks, nodes } = await withManager(access, `where ${Spec.Name} runs`, async (view) => {
    return { ...(await workloadsOf(view)), service: await inspectService(view.host, ID) };
  });
  return spreadOf(service, tasks, nodes);
}

/** @throws SwarmError `REBALANCE_FAILED` */
async function untilItRuns(access: SwarmAccess, id: string, name: string): Promise<void> {
  const { clock, signal, status } = access.context;
  await until(
    async () => {
      const progress = (await servicesProgress(access)).find((each) => each.id === id);
      if (!progress) throw failed(name, "somebody removed it meanwhile");
      if (progress.failure) throw failed(name, progress.failure);
      status(`${name} ${progress.running}/${progress.desired} ${progress.phase}`.trim());
      return progress.settled ? true : undefined;
    },
    { what: `${name} to run completely again`, deadlineMs: CONVERGE_MS, clock, signal },
  );
}

function failed(name: string, cause: string): SwarmError {
  return new SwarmError({
    code: "REBALANCE_FAILED",
    summary: `${name} did not come back after its tasks were spread anew`,
    cause,
    fix: `Look at \`${readerCommand("swarm", `ps ${name} --all`)}\`. The services that follow were not touched`,
  });
}
