import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { MIRROR_PORT } from "../../../../../lab/addresses";
import { buildRepository, type RepositoryOptions } from "./build";

/** A repository of Docker packages that is served on this host's loopback while a test runs. */
export interface AptRepository {
  /** For `engine.mirror`: machines of a lab reach it through the lab's proxy of packages. */
  url: string;
  /** For `engine.keyFingerprint`. */
  fingerprint: string;
  /** Folder with the repository's files, as under `url`. */
  folder: string;
  /** Paths that were asked for, without their repetitions. */
  asked: Set<string>;
  /** Called before each answer: a status other than 200 is given instead of the file. */
  answer: (path: string) => number;
  close(): Promise<void>;
}

/** Makes the repository where it is not there yet (about half a minute a version), and serves it. */
export async function serveDockerRepository(options?: Partial<RepositoryOptions>): Promise<AptRepository> {
  const { folder, fingerprint } = await buildRepository(options);
  const server = createServer(async ({ url = "/" }, response) => {
    const path = normalize(decodeURIComponent(url));
    repository.asked.add(path);
    const status = repository.answer(path);
    const file = join(folder, path);
    const size = await stat(file).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    );
    if (status !== 200 || size === undefined) {
      response.writeHead(status === 200 ? 404 : status).end();
      return;
    }
    response.writeHead(200, { "content-length": size });
    createReadStream(file).pipe(response);
  });
  // The lab's proxy passes one port only; each repository has an address of its own.
  const address = `127.${[0, 0, 0].map(() => randomInt(1, 255)).join(".")}`;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(MIRROR_PORT, address, resolve));
  const repository: AptRepository = {
    url: `http://${address}:${MIRROR_PORT}`,
    fingerprint,
    folder,
    asked: new Set(),
    answer: () => 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return repository;
}
