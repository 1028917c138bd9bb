import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "../../../provisioners/engine/engine";
import { step } from "../support/jest/steps";
import { closeConnections, host } from "../support/machines";
import { type AptRepository, serveDockerRepository } from "../support/packages/apt/repository";
import { context, created, type EngineInputs, EngineLab, type EngineState } from "../support/packages/engines";

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

  const daemon = {
    "data-root": "/srv/docker",
    "metrics-addr": "127.0.0.1:9323",
    "default-address-pools": [{ base: "10.210.0.0/16", size: 24 }],
    "registry-mirrors": ["http://mirror.example.org/"],
    "insecure-registries": ["registry.example.org:5000"],
  };

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

  step("is installed on a machine that reaches nothing, and held", async () => {
    const inputs = { ...(await lab.machine("m1", repository)), bundle: folder, daemon };
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

  test("runs with the settings that are declared", async () => {
    const { DockerRootDir, RegistryConfig } = JSON.parse(await lab.on("m1", "docker info --format '{{json .}}'"));
    expect(DockerRootDir).toBe("/srv/docker");
    expect(RegistryConfig.Mirrors).toEqual(["http://mirror.example.org/"]);
    expect(RegistryConfig.IndexConfigs["registry.example.org:5000"]).toMatchObject({ Secure: false });
    const subnet = "docker network inspect bridge --format '{{(index .IPAM.Config 0).Subnet}}'";
    expect(await lab.on("m1", subnet)).toBe("10.210.0.0/24");
    const ask = "exec 3<>/dev/tcp/127.0.0.1/9323; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
    expect(await lab.on("m1", `bash -c "${ask}"`)).toMatch(/^engine_daemon_engine_info\{/m);
  });
});

describe("Debian 12", () => {
  let bookworm: AptRepository;
  let inputs: EngineInputs;
  let state: EngineState;

  beforeAll(async () => {
    bookworm = await serveDockerRepository({ suite: "bookworm", versions: ["29.0.1"] });
    inputs = await lab.machine("m2", bookworm, "bare-bookworm");
  });
  afterAll(() => bookworm.close());

  test("whose dpkg was killed at its work is repaired first", async () => {
    const there = await host(lab.name, "m2");
    const control = { Package: "odd", Version: "1", Architecture: "all", Maintainer: "odd <odd@example.org>" };
    const lines = Object.entries({ ...control, Description: "odd" }).map((pair) => `${pair.join(": ")}\n`);
    await there.upload("/root/odd/DEBIAN/control", lines.join(""));
    const killer = "#!/bin/sh\nif [ ! -e /root/seen ]; then touch /root/seen; kill -9 $PPID; fi\n";
    await there.upload("/root/odd/DEBIAN/postinst", killer, { mode: 0o755 });
    const killed = "dpkg-deb --build /root/odd /root/odd.deb >&2; dpkg --install /root/odd.deb >&2; echo $?";
    expect(await lab.on("m2", killed)).toBe("137");
    expect(await lab.on("m2", "dpkg --audit")).toContain("odd");

    const seen = context();
    state = await created(inputs, seen);
    expect(seen.statuses).toContain("finishing an interrupted installation (dpkg --configure -a)");
    expect(await lab.on("m2", "dpkg --audit; dpkg --status odd | grep ^Status")).toBe("Status: install ok installed");
  });

  test("gets Docker from its own suite of the repository", async () => {
    expect(state).toMatchObject({
      installedVersion: expect.stringMatching(/^29\.0\.1/),
      os: expect.stringContaining("12"),
    });
    expect(await lab.version("m2")).toMatch(/^29\.0\.1/);
  });
});
