type Settings = Record<string, unknown>;

/** A configuration beside the usual one: `cloud` is merged into its `cloud`. */
export interface Overlay extends Settings {
  cloud?: Settings;
}

/** What comes of a change for what is there already. */
export type Outcome =
  /** Nothing: it is for what is made later, or for the program alone. */
  | "no change"
  /** Things of the cloud are changed, made or deleted; no machine is replaced. */
  | "in place"
  /** Machines are replaced one by one, each only once its successor has joined. */
  | "replaced"
  /** Refused in the preview unless `swarm:allow` names it. */
  | "asked for"
  /** Refused in the preview. */
  | "refused";

/** What one cloud does with a change. */
export interface CloudChange {
  outcome: Outcome;
  /** For people, behind the outcome. */
  text?: string;
  before?: Overlay;
  after: Overlay;
  /** Stack name afterwards, where that is what changes. */
  renamed?: string;
  /** Inputs of the cloud's resources that change, as `Instance.instanceType`. */
  feeds?: readonly string[];
  /** Resources of the cloud that are replaced, as `Instance worker-1`. */
  replaces?: readonly string[];
  /** Types of the cloud's resources that are made and deleted. */
  makes?: readonly string[];
  deletes?: readonly string[];
  /** What `swarm:allow` has to name. */
  allow?: string;
  /** A part of the refusal. */
  refusal?: string;
}

/** One change of the configuration in each cloud; a text instead says why a cloud has none. */
export interface Change {
  /** Such as `pools[].size`. */
  key: string;
  /** Which change, where a key has several. */
  change?: string;
  digitalocean: CloudChange | string;
  aws: CloudChange | string;
}

/** The resources that a change touches. */
type Touched = Pick<CloudChange, "feeds" | "replaces" | "makes" | "deletes">;

/** A change with which both clouds do the same, each with its own resources. */
export function inBoth(
  shared: CloudChange,
  { digitalocean, aws }: { digitalocean?: Touched; aws?: Touched } = {},
): Pick<Change, "digitalocean" | "aws"> {
  return { digitalocean: { ...shared, ...digitalocean }, aws: { ...shared, ...aws } };
}

/** The usual pools, three managers and a worker, with other settings. */
export const withPools = ({ manager, worker }: { manager?: Settings; worker?: Settings } = {}): Overlay => ({
  pools: [
    { name: "manager", role: "manager", count: 3, ...manager },
    { name: "worker", role: "worker", count: 1, ...worker },
  ],
});
