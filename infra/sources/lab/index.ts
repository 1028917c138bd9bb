import type { MachineImage } from "../../resources/types";
import type { ConfigContext } from "../../settings/context";
import { asLabel } from "../../settings/schema/dns-label";
import { planMachines, poolCapacity } from "../../topology";
import type { MachineNeeds, MachinePlan, MachineSource, SourceMachines } from "../source";
import { checkLab, labPools, placeNfs } from "./checks";
import { type LabArgs, type LabPool, labMachines } from "./machines";
import { type LabSettings, labKeys } from "./schema";

/** Machines of a lab, as the configuration wants them. */
export interface LabMachines extends SourceMachines {
  readonly source: "lab";
  readonly pools: readonly LabPool[];
  readonly lab: Pick<LabArgs, "name" | "network" | "image">;
}

const releases: Record<MachineImage, string> = { docker: "13", bare: "13", "bare-bookworm": "12" };

/** Local virtual machines. */
export const lab: MachineSource = {
  name: "lab",
  title: "a lab",
  component: { name: "LabCluster", description: "A Docker Swarm on local virtual machines, with all that runs in it." },
  keys: labKeys,
  // The machines reach no repository of Docker's: they get the distribution's packages through their host, whose clock
  // they have, too.
  defaults: { engineSource: "distribution", timeSync: false },

  plan(context: ConfigContext<LabSettings>): MachinePlan {
    const { settings, environment } = context;
    const { network, image, name = asLabel(environment.stack, 63, "lab") } = settings.lab;
    const pools = labPools(settings.pools, environment.capacity);
    checkLab(context, pools);
    const lab = { name, network, image };
    const version = releases[image];
    const machines: LabMachines = { source: "lab", pools, lab, declare: (needs) => declare({ ...lab, pools }, needs) };
    // More machines than have addresses are a problem already.
    const fitting = pools.filter(({ count }) => count <= poolCapacity(network));
    return {
      key: "pools",
      groups: pools,
      networks: [{ cidr: network, what: "the lab's network" }],
      system: {
        ...{ id: "debian", version, name: `Debian ${version}` },
        ...{ key: "lab.image", hasDocker: image === "docker" },
      },
      nfs: {
        names: planMachines(fitting, network).map(({ name }) => name),
        beside: (_, diagnostics) => placeNfs(settings, diagnostics),
      },
      resolve: () => machines,
    };
  },
};

function declare(args: Omit<LabArgs, "ports" | "nfs">, { ports, nfs, scope }: MachineNeeds) {
  // Only TCP is forwarded from a lab.
  const tcp = ports.filter(({ protocol }) => protocol === "tcp").map(({ port }) => port);
  return labMachines({ ...args, ports: tcp, nfs: nfs?.kind === "lab" ? nfs : undefined }, {}, scope);
}
