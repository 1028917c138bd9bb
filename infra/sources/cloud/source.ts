import * as pulumi from "@pulumi/pulumi";
import { type Scope, stackScope } from "../../scope";
import type { ConfigContext } from "../../settings/context";
import { systemOfImage } from "../operating-system";
import type { MachinePlan, MachineSource, SourceMachines } from "../source";
import { checkOverlays, checkPlace } from "./checks";
import { type CostEstimate, estimateCost } from "./offers/cost";
import type { Offer } from "./offers/offers";
import { previewOffers } from "./offers/preview-offers";
import { givenProvider } from "./own-settings";
import { type CloudPlace, type CloudPool, placeOf, poolsOf } from "./place";
import { checkPublished } from "./ports";
import { lookingForKept } from "./preview-kept";
import type { CloudProvider } from "./provider";

/** Machines of a cloud, as the configuration wants them. */
export interface CloudMachines<Place extends CloudPlace = CloudPlace, Pool extends CloudPool = CloudPool>
  extends SourceMachines {
  readonly pools: readonly Pool[];
  readonly place: Place;
  /** What they cost a month, by what the cloud offers now and by list prices. */
  estimate(offers: readonly Offer[]): CostEstimate;
  preview(scope?: Scope): Promise<void>;
}

/** A cloud as a source of machines. */
export function cloudSource<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
): MachineSource {
  const { name, title, component, keys, texts } = cloud;
  return {
    name,
    title,
    component,
    keys,
    cloud: texts,
    defaults: { engineSource: "docker", timeSync: true },
    plan: (context) => plan(cloud, context),
  };
}

function plan<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
  context: ConfigContext,
): MachinePlan | undefined {
  const { settings, incomplete, diagnostics } = context;
  if (!settings.cloud) {
    const text = `is missing: source \`${cloud.name}\` needs at least {region, admins}`;
    return incomplete.has("cloud") ? undefined : diagnostics.problem("cloud", text);
  }
  const { defaults } = cloud;
  const zones = cloud.zones?.(settings.cloud) ?? [];
  const place = cloud.place(placeOf(settings.cloud, zones, defaults, context), settings.cloud);
  const size = settings.cloud.size ?? defaults.size;
  const pools = poolsOf(settings.pools, size, zones, (pool, own) => cloud.pool(pool, own));
  checkPlace(context, pools, place, cloud.networkMasks(place));
  cloud.check({ settings, pools, place }, diagnostics);
  checkOverlays(context, place);
  const system = systemOfImage(place.image);
  return {
    key: "pools",
    groups: pools,
    networks: [{ cidr: place.network, what: "the cloud's network" }],
    system: system && { ...system, key: "cloud.image", hasDocker: false },
    resolve: (traffic, diagnostics) => {
      const encrypted = { ...place, encrypted: traffic.encryption.length > 0 };
      const ports = checkPublished(encrypted, traffic.stacks, diagnostics);
      cloud.checkTraffic({ place: encrypted, ports, encryption: traffic.encryption }, diagnostics);
      return machinesOf(cloud, pools, encrypted);
    },
  };
}

function machinesOf<Place extends CloudPlace, Pool extends CloudPool>(
  cloud: CloudProvider<Place, Pool>,
  pools: readonly Pool[],
  place: Place,
): CloudMachines<Place, Pool> {
  let made: pulumi.ProviderResource | undefined;
  const within = ({ options }: Scope) => {
    made ??= givenProvider(options, `${cloud.name}:index:any`) ?? cloud.provider(place, options);
    return { ...options, provider: made };
  };
  return {
    source: cloud.name,
    pools,
    place,
    declare: ({ ports, scope = stackScope }) => {
      const options = within(scope);
      const machines = cloud.machines({ pools, place, ports }, options);
      return pulumi.runtime.isDryRun() ? lookingForKept(cloud, place, machines, options) : machines;
    },
    estimate: (offers) => estimateCost(cloud, pools, place, offers),
    preview: async (scope = stackScope) => previewOffers(cloud, pools, place, within(scope)),
  };
}
