import { X509Certificate } from "node:crypto";
import { until } from "../../core/until";
import { engineInfo } from "../../docker/client/engine";
import type { Host } from "../../docker/host";
import { dial } from "../../provider/handler-context";
import { isReached } from "../access/address";
import { swarmNodes } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";

/** Where Docker keeps what makes a host a node, below its data root. */
export const swarmFolder = (dockerRoot: string) => `${dockerRoot}/swarm`;

const certificates = (dockerRoot: string) => `${swarmFolder(dockerRoot)}/certificates`;
const keyFile = (dockerRoot: string) => `${certificates(dockerRoot)}/swarm-node.key`;

/** The swarm of a node's certificate, which names it as the organisation. */
export function swarmOfCertificate(certificate: string): string | undefined {
  return /^O=(.+)$/m.exec(new X509Certificate(certificate).subject)?.[1];
}

/** True where a manager's own key is encrypted, so that it comes back locked from a restart. */
export async function isKeyEncrypted(host: Host, dockerRoot: string): Promise<boolean> {
  const look = ["grep", "-c", "ENCRYPTED", keyFile(dockerRoot)];
  const { code } = await host.run(look, { codes: [0, 1], idempotent: true });
  return code === 0;
}

/**
 * Waits until every manager has written its key without encryption. Each does so some seconds after autolock was turned
 * off; one that dies before comes back locked, and nobody has the key any more.
 */
export async function untilKeysAreOpen(access: SwarmAccess): Promise<void> {
  const nodes = await swarmNodes(access);
  const members = access.managers.filter((manager) => isReached(nodes, manager));
  await Promise.all(
    members.map(async ({ name, connection }) => {
      const { clock, signal, status } = access.context;
      const host = await dial(access.context, name, connection);
      const { DockerRootDir } = await engineInfo(host);
      await until(async () => ((await isKeyEncrypted(host, DockerRootDir)) ? undefined : true), {
        what: `${name} to keep its key without the lock`,
        deadlineMs: 120_000,
        host: host.label,
        fix: "Do not restart Docker there before it has; run again, which waits for it once more.",
        clock,
        signal,
        onWait: () => status(`waiting for ${name} to keep its key without the lock`),
      });
      // Docker renames the new file over the old one; a power cut in the next seconds could still undo that.
      const paths = [keyFile(DockerRootDir), certificates(DockerRootDir)];
      await host.run(["sync", ...paths], { what: "put the key on disk", idempotent: true });
    }),
  );
}
