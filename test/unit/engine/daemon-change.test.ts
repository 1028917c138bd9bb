import { engine } from "../../../provisioners/engine/engine";
import { needsReloadOnly } from "../../../provisioners/engine/reload";
import { INSTALLED } from "../host/facts/host-facts";
import { inputs, machineWith, withDaemonJson } from "./helpers";

describe("Engine", () => {
  test("changed settings are checked by the daemon before they are put in place", async () => {
    const { world, m1, did } = machineWith(withDaemonJson('{"log-level": "warn"}'));
    await engine.create(world.context, inputs(m1, { daemon: { mtu: 1400 } }));
    expect(did()).toEqual([
      "m1 $ systemctl is-active docker",
      "m1 upload /etc/docker/daemon.json.new",
      "m1 $ trap 'rm -f /etc/docker/daemon.json.new' EXIT\ndockerd --validate --config-file /etc/docker/daemon.json.new",
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/restart-docker",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ systemctl restart docker",
      "m1 $ rm -f /var/lib/pulumi-swarm/restart-docker",
    ]);
  });

  test("another data-root is refused for a node of a swarm, before anything is done: Docker would lose it", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    const create = engine.create(world.context, inputs(m1, { daemon: { "data-root": "/srv/docker" } }));
    await expect(create).rejects.toThrow(/data-root from \/var\/lib\/docker to \/srv\/docker[\s\S]*in no swarm/);
    expect(did()).toEqual([]);
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
