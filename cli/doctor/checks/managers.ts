import { isReachable, nodeName, quorumOf } from "../../../provisioners/docker/quorum";
import { marginOf } from "../../look/quorum-margin";
import { refusalText } from "../../look/report";
import type { SwarmLook } from "../../look/swarm-look";
import { type Check, type Finding, finding } from "../finding";

const unreachable: Check = {
  check: "manager-unreachable",
  severity: "attention",
  why: "Each manager that is out shrinks the number of others that may fail before nothing can be changed any more.",
  fix: "Start its machine, or look at `systemctl status docker` there. If it is gone for good, replace it with `pulumi up --replace`.",
};
const lost: Check = {
  check: "quorum-lost",
  severity: "attention",
  why: "Services go on running, but no task is started again and nothing can be changed.",
  fix: "Bring enough managers back for a majority. If they are gone for good, see `swarm:swarm.recover` in docs/configuration.md.",
};
const locked: Check = {
  check: "manager-locked",
  severity: "attention",
  why: "A locked manager takes no part in the quorum.",
  fix: "Run `pulumi up --refresh`, which unlocks it with the key in the state.",
};
const even: Check = {
  check: "even-managers",
  severity: "note",
  why: "One manager more than an odd number has the same margin, and is one more that can fail.",
  fix: "Declare an odd number of managers.",
};
const oneZone: Check = {
  check: "managers-in-one-zone",
  severity: "note",
  why: "The quorum goes with the zone.",
  fix: "Spread the managers over three zones.",
};
const zoneHoldsQuorum: Check = {
  check: "zone-holds-quorum",
  severity: "note",
  why: "The quorum goes with that zone.",
  fix: "Spread the managers over three zones, so that none has a majority.",
};

/** What concerns the managers and their quorum. */
export function managerFindings({ declared, managers, swarm }: SwarmLook): Finding[] {
  const isLocked = managers.filter((answer) => "refusal" in answer && answer.refusal === "locked");
  const found = isLocked.map(({ manager }) => finding(locked, manager.name, "the manager is locked"));
  if (!swarm) {
    const refused = managers.flatMap((each) =>
      "refusal" in each ? [`${each.manager.name} ${refusalText(each)}`] : [],
    );
    return [finding(lost, declared.name, `no manager sees a leader: ${refused.join("; ")}`), ...found];
  }
  const all = swarm.nodes.filter((node) => node.ManagerStatus);
  const out = all.filter((node) => !isReachable(node));
  const { managers: count, text } = marginOf(quorumOf(swarm.nodes));
  for (const node of out)
    found.push(finding(unreachable, nodeName(node), `the manager is unreachable; quorum ${text}`));
  if (count % 2 === 0) found.push(finding(even, declared.name, `there are ${count} managers, an even number`));
  return [
    ...found,
    ...zoneFindings(
      declared.name,
      all.map((node) => node.Spec.Labels?.zone),
    ),
  ];
}

function zoneFindings(swarm: string, zones: readonly (string | undefined)[]): Finding[] {
  const [first] = zones;
  if (zones.length < 3 || zones.some((zone) => zone === undefined)) return [];
  if (zones.every((zone) => zone === first)) return [finding(oneZone, swarm, `all managers are in the zone ${first}`)];
  const full = [...new Set(zones)].find((zone) => zones.filter((each) => each === zone).length > zones.length / 2);
  return full ? [finding(zoneHoldsQuorum, swarm, `most managers are in the zone ${full}`)] : [];
}
