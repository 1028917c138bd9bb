import { SwarmError } from "../../../provisioners/core/errors";
import { engine } from "../../../provisioners/engine/engine";
import { needsReloadOnly } from "../../../provisioners/engine/reload";
import { INSTALLED } from "../host/facts/host-facts";
import { inputs, machineWith } from "./helpers";

/** A host's facts with this daemon.json. */
const withDaemonJson = (json: string) => INSTALLED.replace("@@@ daemonJson\n", `@@@ daemonJson\nthere\n${json}\n`);

describe("Engine", () => {
  test("changed settings are checked by the daemon before they are put in place", async () => {
    const { world, m1, did } = machineWith(withDaemonJson('{"log-level": "warn"}'));
    await engine.create(world.context, inputs(m1, { daemon: { mtu: 1400 } }));
    expect(did()).toEqual([
      "m1 $ systemctl is-active docker",
      "m1 upload /etc/docker/daemon.json.new",
      "m1 $ dockerd --validate --config-file /etc/docker/daemon.json.new",
      "m1 $ rm -f /etc/docker/daemon.json.new",
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/restart-docker",
      "m1 $ install -d -m 0755 /etc/docker",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ systemctl restart docker",
      "m1 $ systemctl is-active docker",
      "m1 $ rm -f /var/lib/pulumi-swarm/restart-docker",
    ]);
  });

  test("another data-root is refused for a node of a swarm, before anything is done: Docker would lose it", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    const create = engine.create(world.context, inputs(m1, { daemon: { "data-root": "/srv/docker" } }));
    await expect(create).rejects.toThrow(/data-root from \/var\/lib\/docker to \/srv\/docker[\s\S]*in no swarm/);
    expect(did()).toEqual([]);
  });

  test("a setting with which Docker does not start is taken back when it is withdrawn: the failed run made it ours", async () => {
    const { world, m1 } = machineWith(INSTALLED);
    const answers = m1.shell;
    let json = "{}";
    const { upload } = m1.host;
    m1.host.upload = async (path, content, options) => {
      if (path === "/etc/docker/daemon.json") json = String(content);
      return upload(path, content, options);
    };
    m1.shell = (command) => {
      if (command === "systemctl restart docker" && json.includes("none-such")) {
        throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "systemctl ended with 1" });
      }
      return command.includes("fact os") ? withDaemonJson(json) : answers(command);
    };
    const state = { ...inputs(m1), installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: true };
    const wrong = inputs(m1, { daemon: { "log-driver": "none-such" } });
    await expect(engine.update?.(world.context, "m1", state, wrong)).rejects.toThrow("Docker does not start");
    expect(JSON.parse(json)).toEqual({ "log-driver": "none-such" });
    // What the engine keeps: the inputs of before, and the outputs of the failed run.
    const kept = world.context.kept.at(-1)?.outputs as object;
    await engine.update?.(world.context, "m1", { ...state, ...kept }, inputs(m1));
    expect(JSON.parse(json)).toEqual({});
  });

  test("settings that a running daemon takes over are reloaded", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    await engine.create(world.context, inputs(m1, { daemon: { debug: true } }));
    expect(did()).toContain("m1 $ systemctl reload docker");
    expect(did()).not.toContain("m1 $ systemctl restart docker");
  });

  test.each([
    ['{"debug": false}', '{"debug": true, "labels": ["a=b"]}', true],
    ['{"mtu": 1400}', '{"mtu": 1400, "max-concurrent-downloads": 5}', true],
    ["{}", '{"mtu": 1400, "debug": true}', false],
    // A running daemon keeps what it has of a key that is gone.
    ['{"debug": true}', "{}", false],
    ["{}", '{"features": {"containerd-snapshotter": true}}', false],
  ])("a reload is enough from %s to %s: %s", (before, after, enough) => {
    expect(needsReloadOnly(before, after)).toBe(enough);
  });
});
