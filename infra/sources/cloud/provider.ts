import type { CustomResourceOptions, InvokeOptions, ProviderResource, ResourceOptions } from "@pulumi/pulumi";
import type { OpenPort } from "../../published";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import type { CloudTexts, SourceKeys } from "../../settings/schema/source-schema";
import type { CloudSettings, PoolSettings, Settings } from "../../settings/types";
import type { EncryptionWish } from "../../settings/workloads/encryption";
import type { MachineSet } from "../machine";
import type { SourceComponent } from "../source";
import type { Credentials } from "./credentials";
import type { CloudCosts } from "./offers/cost";
import type { Offer, WantedSize } from "./offers/offers";
import type { CloudDefaults, CloudPlace, CloudPool } from "./place";

/** Machines in a cloud, as its `machines.ts` declares them. */
export interface CloudArgs<Place extends CloudPlace = CloudPlace, Pool extends CloudPool = CloudPool> {
  pools: readonly Pool[];
  place: Place;
  /** Ports that stacks publish. */
  ports: readonly OpenPort[];
}

/** What a cloud's own checks look at. */
export interface CloudCheck<Place extends CloudPlace = CloudPlace, Pool extends CloudPool = CloudPool> {
  settings: Settings;
  pools: readonly Pool[];
  place: Place;
}

/** What a cloud's checks of the stacks look at. */
export interface CloudTraffic<Place extends CloudPlace = CloudPlace> {
  place: Place;
  ports: readonly OpenPort[];
  encryption: readonly EncryptionWish[];
}

/** What one cloud has that others have not: everything that `cloudSource` makes a source of machines from. */
export interface CloudProvider<Place extends CloudPlace = CloudPlace, Pool extends CloudPool = CloudPool>
  extends CloudCosts<Place, Pool> {
  /** Value of the key `source`. */
  readonly name: string;
  readonly title: string;
  /** The component that makes a whole cluster there. */
  readonly component: SourceComponent;
  readonly keys: SourceKeys;
  readonly texts: CloudTexts;
  readonly defaults: CloudDefaults;
  /** The zones in which machines may stand, where the cloud has such. */
  zones?(cloud: CloudSettings): string[];
  /** The place with what only this cloud has. */
  place(place: CloudPlace, cloud: CloudSettings): Place;
  /** A pool with what only this cloud has. */
  pool(pool: CloudPool, own: Partial<PoolSettings>): Pool;
  /** Longest and shortest mask of the private network. */
  networkMasks(place: Place): readonly [least: number, most: number];
  /** Checks what only this cloud has, and what it has no room for. */
  check(check: CloudCheck<Place, Pool>, diagnostics: Diagnostics): void;
  /** Checks what stacks want of the cloud's firewall. */
  checkTraffic(traffic: CloudTraffic<Place>, diagnostics: Diagnostics): void;
  /** Sizes that the configuration names for machines of this cloud alone. */
  sizes?(place: Place): WantedSize[];
  /** A size that is not offered ends a preview; otherwise it is a warning, for machines that have it go on. */
  readonly refusesMissingSizes: boolean;
  /** What the cloud offers of these sizes now. */
  offers(sizes: string[], region: string, options?: InvokeOptions): Promise<Offer[]>;
  /** How the cloud knows who asks. */
  readonly credentials: Credentials;
  /** The cloud's provider at a place, with what the user has set for it. */
  provider(place: Place, options?: ResourceOptions): ProviderResource;
  /** IDs of volumes that are called as the place's NFS volume is to be, and that nothing uses. */
  keptVolumes?(place: Place, options?: InvokeOptions): Promise<string[]>;
  /** Declares the machines, and whatever else the place asks for. */
  machines(args: CloudArgs<Place, Pool>, options?: CustomResourceOptions): MachineSet;
}
