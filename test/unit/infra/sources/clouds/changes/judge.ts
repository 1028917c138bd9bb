import type { CloudChange } from "../../../../../../tools/docs/cloud-changes/change";
import type { Fate } from "./fate";
import type { Preview } from "./run";

const short = ({ type }: Fate) => type.split(":").at(-1) ?? "";
const named = (fate: Fate) => `${short(fate)} ${fate.name}`;
const sorted = (texts: string[]) => [...new Set(texts)].sort();

/** What a plan does to the things of the cloud, in the words of the table. */
export function summary({ fates, refusal, allowed }: Preview, cloud: string) {
  const ofCloud = fates.filter(({ type }) => type.startsWith(`${cloud}:`));
  const some = (of: Fate["of"]) => ofCloud.filter((fate) => fate.of === of);
  const facts = {
    feeds: sorted(ofCloud.flatMap((fate) => fate.changed.map((input) => `${short(fate)}.${input}`))),
    replaces: sorted(some("replace").map(named)),
    makes: sorted(some("create").map(short)),
    deletes: sorted(some("delete").map(short)),
  };
  return { outcome: refusal ? "refused" : outcomeOf(ofCloud, allowed), ...facts };
}

function outcomeOf(fates: readonly Fate[], allowed: boolean): CloudChange["outcome"] {
  if (allowed) return "asked for";
  if (fates.length === 0) return "no change";
  const machines = fates.filter(isMachine);
  const isReplaced = machines.some(({ of }) => of === "replace");
  const isExchanged = ["create", "delete"].every((of) => machines.some((fate) => fate.of === of));
  return isReplaced || isExchanged ? "replaced" : "in place";
}

const isMachine = (fate: Fate) => ["Droplet", "Instance"].includes(short(fate));

/** What a new one of would lock users out, lose data, or close or open ports under a machine. */
const vital = [
  ...["KeyPair", "SshKey", "HostKey", "Vpc", "Subnet", "InternetGateway", "RouteTable", "Route"],
  ...["Tag", "Firewall", "SecurityGroup", "SecurityGroupIngressRule", "Volume", "FileSystem", "MountTarget"],
  ...["LoadBalancer", "TargetGroup", "Listener", "ReservedIp", "Eip", "NatGateway"],
];

/** What a cluster has once, and cannot lose. */
const single = [
  "KeyPair ssh",
  "SshKey ssh",
  "Vpc network",
  "Tag node",
  "Tag manager",
  "Firewall node",
  "Firewall manager",
];

/**
 * Things that a plan replaces or deletes although access or data hangs on them. A machine's own host key goes with it; a
 * volume that is retained leaves only the state.
 */
export function endangered({ fates, retained }: Preview): string[] {
  const gone = (of: Fate["of"]) => fates.filter((fate) => fate.of === of);
  const machines = (of: Fate["of"]) =>
    gone(of)
      .filter(isMachine)
      .map(({ name }) => name);
  const replaced = gone("replace").filter((fate) => vital.includes(short(fate)));
  const lost = gone("delete").filter(
    (fate) => single.includes(named(fate)) || ["Volume", "FileSystem"].includes(short(fate)),
  );
  return [
    ...replaced.filter((fate) => short(fate) !== "HostKey" || !machines("replace").includes(fate.name)).map(named),
    ...lost.map(named).filter((name) => !retained.includes(name)),
    ...gone("delete").flatMap((fate) =>
      short(fate) === "HostKey" && !machines("delete").includes(fate.name) ? [named(fate)] : [],
    ),
  ];
}
