import { ProviderResource } from "@pulumi/pulumi";
import type { CloudProvider } from "../../../../../infra/sources/cloud/provider";
import { cloudSource } from "../../../../../infra/sources/cloud/source";
import { check, checkTraffic } from "./checks";
import { machines } from "./machines";
import { offers } from "./offers";
import { costs } from "./prices";
import { keys, type Place, type Pool, type Settings } from "./schema";

class MadeUp extends ProviderResource {}

const defaults = { size: "small", image: "debian-13" };

const provider: CloudProvider<Place, Pool> = {
  name: "madeup",
  title: "Made-up Cloud",
  component: { name: "MadeUpCluster", description: "A Docker Swarm on made-up servers." },
  keys,
  texts: { region: "home1", size: defaults.size, image: "debian-13 (the default)", user: "`root`" },
  defaults,
  place: (place, { rack = "r1" }: NonNullable<Settings["cloud"]>) => ({ ...place, rack }),
  pool: (pool, { fast = false }: Partial<NonNullable<Settings["pools"]>[number]>) => ({ ...pool, fast }),
  networkMasks: () => [16, 24],
  check,
  checkTraffic,
  ...costs,
  refusesMissingSizes: true,
  offers,
  credentials: { refused: /401/, variables: ["MADE_UP_TOKEN"], keys: [], fix: "set MADE_UP_TOKEN" },
  provider: () => new MadeUp("madeup", "madeup"),
  machines,
};

export const madeUp = cloudSource(provider);
