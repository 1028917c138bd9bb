import { messageOf } from "../../core/errors";
import { engineInfo } from "../../docker/client/engine";
import { swarmInit } from "../../docker/client/swarm";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { anyAddress, raftAddress } from "../access/address";
import type { Manager } from "../access/schema";

/** What is fixed when a swarm is made. */
export interface ImmutableSettings {
  addressPools: string[];
  subnetSize: number;
  dataPathPort: number;
}

/** Makes a swarm on the first manager. */
export async function init(context: HandlerContext, first: Manager, settings: ImmutableSettings): Promise<void> {
  const host = await dial(context, first.name, first.connection);
  context.status(`swarm init on ${first.name}`);
  try {
    await swarmInit(
      host,
      {
        ListenAddr: raftAddress(first.listenAddress ?? anyAddress),
        AdvertiseAddr: first.address,
        DataPathAddr: first.dataPathAddress,
        DataPathPort: settings.dataPathPort,
        DefaultAddrPool: settings.addressPools,
        SubnetSize: settings.subnetSize,
        Spec: {},
      },
      { deadlineMs: 120_000, fix: `Check that ${first.address} is an address of ${first.name} (\`ip address\`).` },
    );
  } catch (error) {
    // Init may report an error of its last step although the swarm stands.
    const info = await engineInfo(host);
    if (!info.Swarm?.Cluster?.ID) throw error;
    context.log(`Init reported an error, but the swarm stands: ${messageOf(error)}`, "warning");
  }
}
