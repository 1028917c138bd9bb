import * as pulumi from "@pulumi/pulumi";
import type { CloudArgs } from "../../../../../infra/sources/cloud/provider";
import type { MachineSet } from "../../../../../infra/sources/machine";
import { nameMachines } from "../../../../../infra/topology";
import type { Place, Pool } from "./schema";

class Server extends pulumi.CustomResource {
  declare readonly ip: pulumi.Output<string>;

  constructor(name: string, args: Record<string, unknown>) {
    super("madeup:index:Server", name, { ...args, ip: `${name}.home1` });
  }
}

export function machines({ pools, place, ports }: CloudArgs<Place, Pool>): MachineSet {
  const made = pools.flatMap((pool) =>
    nameMachines([pool]).map(({ number: _, ...named }) => {
      const server = new Server(named.name, { size: pool.size, fast: pool.fast, rack: place.rack, ports });
      const connection = {
        host: server.ip,
        user: "root",
        hostKey: "ssh-ed25519 AAAA",
        privateKey: pulumi.secret("KEY"),
      };
      const endpoint = (port: number) => pulumi.interpolate`${server.ip}:${port}`;
      return { ...named, address: server.ip, connection, endpoint, resource: server };
    }),
  );
  return { machines: made };
}
