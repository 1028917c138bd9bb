import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "../../provisioners/engine/engine";
import { type AptRepository, serveDockerRepository } from "./apt/repository";
import { created, EngineLab } from "./engines";
import { closeConnections } from "./machines";

/* Docker from files, and on an older Debian. */
const lab = new EngineLab("test-engine-sources");
let repository: AptRepository;

beforeAll(async () => {
  await lab.removeAll();
  repository = await serveDockerRepository();
});
afterAll(async () => {
  await closeConnections();
  await lab.removeAll();
  await repository.close();
});

describe("a bundle", () => {
  let folder: string;

  /** What the machine lacks, by addresses that apt itself prints. */
  async function fillBundle(name: string): Promise<void> {
    const print =
      "apt-get -q update >&2 && apt-get -q -y --print-uris --no-install-recommends install containerd runc tini";
    const uris = [...(await lab.on(name, print)).matchAll(/^'(\S+)' (\S+\.deb) /gm)];
    for (const [, uri = "", file = ""] of uris) {
      const answer = await fetch(uri);
      if (!answer.ok) throw new Error(`${uri}: ${answer.status}`);
      await writeFile(join(folder, file), Buffer.from(await answer.arrayBuffer()));
    }
    const pool = join(repository.folder, "linux", "debian", "dists", "trixie", "pool", "stable");
    for (const file of (await readdir(pool)).filter((found) => found.includes("28.5.2"))) {
      await copyFile(join(pool, file), join(folder, file));
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "docker-bundle-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is installed on a machine that reaches nothing, and held", async () => {
    const inputs = { ...(await lab.machine("m1", repository)), bundle: folder };
    await fillBundle("m1");
    await lab.on("m1", "ip route replace unreachable 10.0.2.9 && ip route del default && rm -rf /var/lib/apt/lists");
    const state = await created(inputs);
    expect(state).toMatchObject({
      installedVersion: expect.stringMatching(/^28\.5\.2/),
      bundleHash: expect.any(String),
    });
    expect(await lab.on("m1", "apt-mark showhold")).toBe("containerd.io\ndocker-ce\ndocker-ce-cli");
    expect(await lab.on("m1", "ls /var/lib/pulumi-swarm")).not.toContain("bundle");
    expect(engine.diff?.(state, inputs, { changes: false })).toMatchObject({ changes: false });
    await writeFile(join(folder, "hello_1_all.deb"), "another");
    expect(engine.diff?.(state, inputs, { changes: false })).toMatchObject({ changes: true });
  });
});

test("Debian 12 gets Docker from its own suite of the repository", async () => {
  const bookworm = await serveDockerRepository({ suite: "bookworm", versions: ["29.0.1"] });
  try {
    const state = await created(await lab.machine("m2", bookworm, "bare-bookworm"));
    expect(state).toMatchObject({
      installedVersion: expect.stringMatching(/^29\.0\.1/),
      os: expect.stringContaining("12"),
    });
    expect(await lab.version("m2")).toMatch(/^29\.0\.1/);
  } finally {
    await bookworm.close();
  }
});
