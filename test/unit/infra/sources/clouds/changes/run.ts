import { program } from "../../../../../../infra/program";
import { ConfigError } from "../../../../../../infra/settings/problems/problems";
import { type Overlay, withPools } from "../../../../../../tools/docs/cloud-changes/change";
import { configured } from "../../../../configured";
import { environment } from "../../../../environment";
import { type Recorded, record, stateOf } from "../../../../recorded";
import { drained } from "../plan";
import { deleted, type Fate, fateOf, unmodelled } from "./fate";

export type CloudName = "digitalocean" | "aws";

/** A cluster with everything that a change could put at risk: a quorum, a worker, storage, a published port. */
const usual = { stacks: ["hello"], ...withPools() };
const places = {
  digitalocean: { region: "fra1" },
  aws: { region: "eu-central-1", zones: ["eu-central-1a", "eu-central-1b"] },
};

function settingsOf(source: CloudName, ...overlays: (Overlay | undefined)[]): Record<string, unknown> {
  const cloud = { name: "shop", admins: ["203.0.113.7/32"], nfs: {}, ...places[source] };
  const all = { source, ...usual, ...Object.assign({}, ...overlays) };
  const merged = { ...all, cloud: Object.assign(cloud, ...overlays.map((overlay) => overlay?.cloud ?? {})) };
  return JSON.parse(JSON.stringify(merged));
}

function declared(settings: Record<string, unknown>, stack?: string): void {
  jest.spyOn(console, "warn").mockImplementation(() => {});
  program(configured(settings, environment({ project: "shop", ...(stack && { stack }) })));
}

const states = new Map<string, Promise<Recorded[]>>();

/** The resources of a cluster with these settings. */
function madeWith(settings: Record<string, unknown>, stack?: string): Promise<Recorded[]> {
  const key = JSON.stringify([settings, stack]);
  const made = states.get(key) ?? make(settings, stack);
  states.set(key, made);
  return made;
}

async function make(settings: Record<string, unknown>, stack?: string): Promise<Recorded[]> {
  const recorded = await record(false);
  declared(settings, stack);
  await drained(recorded);
  return recorded;
}

/** What the preview of a change shows. */
export interface Preview {
  fates: Fate[];
  /** Why it is refused. */
  refusal?: string;
  /** It was asked for in `swarm:allow`. */
  allowed: boolean;
  /** Resources, as `Volume nfs`, that a deletion leaves in the cloud. */
  retained: string[];
  /** Inputs of which the stand-ins do not know what a change does. */
  unmodelled: string[];
}

/** Previews the change of a cluster with settings `before` to the same with settings `after`. */
export async function preview(
  source: CloudName,
  [before, after]: [Overlay | undefined, Overlay],
  [stack, renamed]: [string?, string?] = [],
): Promise<Preview> {
  const made = await madeWith(settingsOf(source, before), stack);
  const state = stateOf(made);
  const kept = made.filter(({ retainOnDelete }) => retainOnDelete);
  const retained = kept.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
  const plan = { fates: [], retained, unmodelled: [], allowed: ((after.allow ?? []) as string[]).length > 0 };
  const isMadeAnew = (of: Fate["of"] | undefined) => of === "create" || of === "replace";
  const recorded = await record(true, state, (resource) => isMadeAnew(fateOf(resource, state)?.of));
  try {
    declared(settingsOf(source, before, after), renamed ?? stack);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...plan, refusal: error.problems.map(({ path, text }) => `${path} ${text}`).join("\n") };
  }
  await drained(recorded);
  const fates = [...recorded.flatMap((resource) => fateOf(resource, state) ?? []), ...deleted(recorded, state)];
  const refusals = fates.flatMap(({ refused }) => refused ?? []);
  const refusal = refusals.length > 0 ? refusals.join("\n") : undefined;
  return { ...plan, fates, refusal, unmodelled: recorded.flatMap(unmodelled) };
}
