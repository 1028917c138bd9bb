import { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import { nodeName } from "../../docker/quorum";
import type { ExternalCa, SwarmNode, SwarmSpec, SwarmState } from "../../docker/shapes";
import type { Problem } from "../../provider/resource";
import { withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { inspectSwarm, updateSwarm } from "../access/swarm-spec";
import type { ca, externalCa } from "./settings-schema";

export type Authority = NonNullable<z.output<typeof ca>>;
type External = z.output<typeof externalCa>;

/** What is declared, and what was before; nothing before for a swarm that is new in the state. */
export interface AuthorityChange {
  wanted: Authority;
  previous?: Authority;
}

/** Nodes renew their certificates within seconds; on many slow machines it takes longer. */
const ROTATION_MS = 180_000;

/** What is wrong with a declared certificate authority. */
export function authorityProblems({ certificate, key, external, rotation }: Authority): Problem[] {
  const problem = (name: string, reason: string) => [{ property: `ca.${name}`, reason }];
  if (key && !certificate) return problem("key", "it has no certificate. Fix: give `ca.certificate` too.");
  if (rotation && external?.length) {
    return problem(
      "rotation",
      "external CAs cannot sign with a root that Docker makes. Fix: give the new root as `ca.certificate`.",
    );
  }
  if (!certificate) return [];
  if (!publicKey(certificate)) {
    return problem(
      "certificate",
      "it is no certificate. Fix: give the PEM text, `-----BEGIN CERTIFICATE-----` and on.",
    );
  }
  if (!key && !external?.length) {
    return problem("key", "it is missing. Fix: give the certificate's key, or `ca.external` that signs with it.");
  }
  if (rotation) return problem("rotation", "it is for certificates that Docker makes. Fix: change `ca.certificate`.");
  return [];
}

/**
 * The change of the specification that gives the swarm the declared authority. External CAs that are declared no more
 * are taken out; a root certificate stays until another one comes.
 */
export function withAuthority(spec: SwarmSpec, state: SwarmState, { wanted, previous }: AuthorityChange): SwarmSpec {
  const { certificate, key } = wanted;
  const config = { ...spec.CAConfig };
  const external = wanted.external ?? (previous?.external && []);
  if (external) config.ExternalCAs = external.map((one) => inSpec(one, rootOf(state, wanted)));
  if (certificate && !isIssuer(certificate, state)) {
    Object.assign(config, { SigningCACert: certificate }, key && { SigningCAKey: key });
  } else if (isTriggered({ wanted, previous })) {
    config.ForceRotate = (config.ForceRotate ?? 0) + 1;
  }
  return { ...spec, CAConfig: config };
}

/** The root certificate that the swarm has, or is to have. */
const rootOf = ({ TLSInfo }: SwarmState, { certificate }: Authority) => certificate ?? TLSInfo?.TrustRoot;

const inSpec = ({ url, certificate, options }: External, root: string | undefined): ExternalCa => ({
  Protocol: "cfssl",
  URL: url,
  CACert: certificate ?? root,
  ...(options && { Options: options }),
});

/** The declared authority as the swarm has it, for a refresh to compare. */
export function authorityIn(state: SwarmState, declared: Authority): Authority {
  const found = { ...declared };
  if (declared.certificate && !isIssuer(declared.certificate, state)) found.certificate = state.TLSInfo?.TrustRoot;
  if (declared.external) {
    const root = rootOf(state, declared);
    const there = state.Spec.CAConfig?.ExternalCAs ?? [];
    const same = isDeepStrictEqual(
      there,
      declared.external.map((one) => inSpec(one, root)),
    );
    if (!same) {
      found.external = there.map(({ URL, CACert, Options }) => ({
        url: URL,
        ...(CACert !== root && { certificate: CACert }),
        ...(Options && { options: Options }),
      }));
    }
  }
  return found;
}

/** Gives the swarm its certificate authority and waits until every node that is up has a certificate of it. */
export async function ensureAuthority(access: SwarmAccess, change: AuthorityChange): Promise<void> {
  const { certificate } = change.wanted;
  const before = await inspectSwarm(access);
  const rotates = certificate ? !isIssuer(certificate, before) : isTriggered(change);
  if (before.RootRotationInProgress && rotates) throw stillRotating(await outstanding(access));
  await updateSwarm(access, "the certificate authority", (spec, state) => withAuthority(spec, state, change));
  if (rotates) await untilRotated(access);
}

function isTriggered({ wanted, previous }: AuthorityChange): boolean {
  return previous !== undefined && wanted.rotation !== undefined && wanted.rotation !== previous.rotation;
}

/** Says which nodes a rotation waits for, if one is under way. */
export async function reportRotation(access: SwarmAccess): Promise<void> {
  const waiting = await outstanding(access);
  if (waiting.length > 0) access.context.log(`The CA rotation is in progress: ${waitsFor(waiting)}`, "warning");
}

/** A node that is down renews its certificate when it comes back: the rotation then ends by itself. */
async function untilRotated(access: SwarmAccess): Promise<void> {
  const { clock, signal, status } = access.context;
  const end = clock.now() + patient(ROTATION_MS);
  for (;;) {
    const waiting = await outstanding(access);
    if (waiting.length === 0 && !(await inspectSwarm(access)).RootRotationInProgress) return;
    const up = waiting.filter(({ Status }) => Status.State === "ready");
    if ((waiting.length > 0 && up.length === 0) || clock.now() >= end) return reportRotation(access);
    status(`CA rotation: ${waiting.length} nodes have no new certificate yet`);
    await clock.sleep(2_000, signal);
  }
}

/** Nodes without a certificate of the root that is being rotated to. */
function outstanding(access: SwarmAccess): Promise<SwarmNode[]> {
  return withManager(access, "the nodes' certificates", async ({ nodes }) => {
    const { RootRotationInProgress, TLSInfo } = await inspectSwarm(access);
    if (!RootRotationInProgress) return [];
    return nodes.filter(
      ({ Description }) => Description?.TLSInfo?.CertIssuerPublicKey !== TLSInfo?.CertIssuerPublicKey,
    );
  });
}

function waitsFor(waiting: readonly SwarmNode[]): string {
  const names = waiting.map((node) => `${nodeName(node)} (${node.Status.State})`).join(", ");
  return `it waits for ${names || "the managers"} and ends by itself when they have new certificates`;
}

function stillRotating(waiting: readonly SwarmNode[]): SwarmError {
  return new SwarmError({
    code: "SWARM_CA_ROTATING",
    summary: "The CA is not rotated again while a rotation is in progress",
    cause: waitsFor(waiting),
    fix: "Bring these nodes up or remove them from the swarm, then run again.",
  });
}

function isIssuer(certificate: string, { TLSInfo }: SwarmState): boolean {
  return publicKey(certificate) === TLSInfo?.CertIssuerPublicKey;
}

/** DER in base64, as Docker shows it; `undefined` for what is no certificate. */
function publicKey(certificate: string): string | undefined {
  try {
    const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
    return key.toString("base64");
  } catch {
    return undefined;
  }
}
