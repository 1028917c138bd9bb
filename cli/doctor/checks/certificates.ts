import { X509Certificate } from "node:crypto";
import type { HostLook } from "../../look/host-look";
import type { SwarmLook } from "../../look/swarm-look";
import { type Check, type Finding, finding } from "../finding";

const DAY_MS = 86_400_000;
/** Docker renews a certificate before so much of its time is left: one with less was not renewed. */
const LEFT = 0.15;
/** A new root certificate reaches every node within minutes, once somebody asks for it. */
const ROOT_DAYS = 60;

const node: Check = {
  check: "certificate-ends",
  severity: "attention",
  why: "With an expired certificate the node drops out of the swarm.",
  fix: "Docker renews it by itself while a manager is reachable: check the clock and port 2377, then restart Docker there.",
};
const root: Check = {
  check: "ca-ends",
  severity: "attention",
  why: "With an expired root certificate no node trusts another, and the swarm falls apart at once.",
  fix: "Rotate it while all nodes are reachable: another text for `swarm:swarm.ca.rotation` (see docs/swarm.md), then `pulumi up`.",
};

/** Certificates near their end: those of the nodes, and the root that all of them hang on. */
export function certificateFindings({ hosts, swarm, declared }: SwarmLook, now: Date): Finding[] {
  const found = [...hosts].flatMap(([name, look]) => ("unreachable" in look ? [] : nodeCertificate(name, look, now)));
  const [pem] = (swarm?.nodes ?? []).flatMap(({ Description }) => Description?.TLSInfo?.TrustRoot ?? []);
  if (!pem) return found;
  const ends = new Date(new X509Certificate(pem).validTo);
  if (ends.getTime() - now.getTime() > ROOT_DAYS * DAY_MS) return found;
  return [...found, finding(root, declared.name, `the swarm's root certificate ${when(ends, now)}`)];
}

function nodeCertificate(name: string, { certificateBegins, certificateEnds }: HostLook, now: Date): Finding[] {
  if (!certificateBegins || !certificateEnds) return [];
  const left = certificateEnds.getTime() - now.getTime();
  if (left > (certificateEnds.getTime() - certificateBegins.getTime()) * LEFT) return [];
  return [finding(node, name, `the node's certificate ${when(certificateEnds, now)}`)];
}

const when = (ends: Date, now: Date) => `${ends < now ? "ended" : "ends"} on ${ends.toISOString().slice(0, 10)}`;
