import { send } from "../../../lab/client";
import { engine } from "../../../provisioners/engine/engine";
import { engineInputs } from "../../../provisioners/engine/schema";
import { until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { closeConnections, host } from "../support/machines";
import { type AptRepository, serveDockerRepository } from "../support/packages/apt/repository";
import { context, created, type EngineInputs, EngineLab, type EngineState } from "../support/packages/engines";

/* Docker from Docker's own kind of repository, on machines that hold nothing but Debian. */
const LAB = "test-engine";
const lab = new EngineLab(LAB);
let repository: AptRepository;

/** Waits until dpkg unpacks or sets up packages on a machine; fails where the installation ends before. */
async function inInstallation(name: string, running: Promise<unknown>): Promise<void> {
  const ended = running.then(() => {
    throw new Error("the installation ended before dpkg was seen");
  });
  const seen = until(async () => ((await lab.on(name, "pgrep -x dpkg", [0, 1])) ? true : undefined), {
    what: "dpkg to be at work",
    deadlineMs: 400_000,
    pauseMs: 100,
    maxPauseMs: 200,
  });
  await Promise.race([seen, ended]);
}

beforeAll(async () => {
  await lab.removeAll();
  repository = await serveDockerRepository();
});
afterAll(async () => {
  await closeConnections();
  await lab.removeAll();
  await repository.close();
});

let inputs: EngineInputs;

describe("Docker from a repository", () => {
  let state: EngineState;

  test("whose key is not the expected one is refused before anything is installed", async () => {
    inputs = await lab.machine("m1", repository);
    const { keyFingerprint, ...unpinned } = inputs;
    await expect(engine.create(context(), unpinned)).rejects.toMatchObject({ code: "ENGINE_KEY_MISMATCH" });
    expect(await lab.on("m1", "ls /etc/apt/sources.list.d /etc/apt/keyrings")).not.toContain("docker");
  });

  step("is installed once another apt has let go of its lock, from a mirror in mid-sync (F1)", async () => {
    const other = "apt-get -y -o DPkg::Pre-Invoke::='touch /run/locked; sleep 30' install --reinstall hostname";
    await lab.on("m1", `apt-get -q update && systemd-run --collect ${other}`);
    await until(async () => ((await lab.on("m1", "ls /run")).includes("locked") ? true : undefined), {
      what: "the other apt to hold the lock",
      deadlineMs: 60_000,
    });
    let missing = 2;
    repository.answer = (path) => (path.includes("docker-ce_28.5.2") && missing-- > 0 ? 404 : 200);
    const seen = context();
    state = await created({ ...inputs, version: "28.5.2" }, seen);
    expect(state.installedVersion).toMatch(/^28\.5\.2/);
    expect(seen.statuses.join("\n")).toMatch(/Could not get lock \/var\/lib\/dpkg\/lock-frontend/);
    expect(missing).toBeLessThan(1);
    expect(await lab.held("m1")).toEqual(["containerd.io", "docker-ce", "docker-ce-cli"]);
  });

  test("keeps the host's settings, and lets logs rotate", async () => {
    const file = JSON.parse(await lab.on("m1", "cat /etc/docker/daemon.json")) as object;
    expect(file).toMatchObject({ "log-driver": "local", "registry-mirrors": ["http://10.0.2.9:5000"] });
    expect(await lab.on("m1", "docker info --format '{{.LoggingDriver}}'")).toBe("local");
  });

  test("is left alone when nothing changed", async () => {
    const before = await lab.started("m1");
    await engine.update?.(context(), "m1", state, engineInputs.parse(state));
    expect(await lab.started("m1")).toBe(before);
  });

  test("is upgraded to another pin, never downgraded, and a version that is not there is named with what is", async () => {
    const to = (pin: string) => engine.update?.(context(), "m1", state, { ...engineInputs.parse(state), version: pin });
    await expect(to("29.9.9")).rejects.toThrow(/docker-ce 29\.9\.9 is not offered[\s\S]*offered: 29\.0\.1, 28\.5\.2/);
    expect((await to("29.0.1"))?.installedVersion).toMatch(/^29\.0\.1/);
    expect(await lab.version("m1")).toMatch(/^29\.0\.1/);
    await expect(to("28.5.2")).rejects.toMatchObject({ code: "ENGINE_DOWNGRADE" });
  });

  test("is released, not removed, when the resource goes", async () => {
    await engine.delete?.(context(), "m1", state);
    expect(await lab.on("m1", "apt-mark showhold; ls /etc/apt/sources.list.d /etc/apt/keyrings")).not.toMatch(/docker/);
    expect(await lab.version("m1")).toMatch(/^29\.0\.1/);
  });
});

describe("cloud-init, played by a script,", () => {
  const says = async (code: number, report: object) => {
    const script = `#!/bin/sh\ncase "$*" in *json*) echo '${JSON.stringify(report)}' ;; esac\nexit ${code}\n`;
    await (await host(LAB, "m1")).upload("/usr/local/bin/cloud-init", script, { mode: 0o755 });
  };
  afterAll(() => lab.on("m1", "rm -f /usr/local/bin/cloud-init"));

  test("with recoverable errors is a listed warning (F2)", async () => {
    await says(2, { status: "done", errors: [], recoverable_errors: { WARNING: ["Unhandled key: swap"] } });
    const seen = context();
    await engine.create(seen, inputs);
    expect(seen.lines).toEqual([expect.stringContaining("cloud-init: WARNING: Unhandled key: swap")]);
  });

  test("that failed stops with its errors (F2)", async () => {
    await says(1, { status: "error", errors: ["Cannot mount /dev/vdc"] });
    await expect(engine.create(context(), inputs)).rejects.toThrow(
      /cloud-init failed on the host.*Cannot mount \/dev\/vdc/s,
    );
  });
});

describe("an installation", () => {
  test("whose SSH connection drops goes on over a new one, and a rerun changes nothing (F4)", async () => {
    const inputs = { ...(await lab.machine("m2", repository)), version: "28.5.2" };
    const running = created(inputs);
    await inInstallation("m2", running);
    const cut = "sleep 1; systemctl stop ssh; pkill -x 'sshd(-session)?'; sleep 5; systemctl start ssh";
    await lab.on("m2", `systemd-run --collect sh -c "${cut}"`);
    const state = await running;
    expect(state.installedVersion).toMatch(/^28\.5\.2/);
    const before = await lab.started("m2");
    await engine.update?.(context(), "m2", state, inputs);
    expect(await lab.started("m2")).toBe(before);
    expect(await lab.on("m2", "dpkg --audit")).toBe("");
  });

  test("whose machine loses its power is taken up again after its start (F5)", async () => {
    const inputs = { ...(await lab.machine("m3", repository)), version: "28.5.2" };
    const running = created(inputs);
    await inInstallation("m3", running);
    await send(LAB, { command: "kill", name: "m3" });
    await send(LAB, { command: "start", name: "m3" });
    expect((await running).installedVersion).toMatch(/^28\.5\.2/);
    expect(await lab.on("m3", "dpkg --audit; apt-mark showhold")).toBe("containerd.io\ndocker-ce\ndocker-ce-cli");
    expect(await lab.on("m3", "systemctl is-active docker")).toBe("active");
  });
});
