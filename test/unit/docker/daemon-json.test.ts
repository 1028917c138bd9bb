import { mergeDaemonJson } from "../../../provisioners/docker/daemon-json";
import { daemonProblems, withLogging } from "../../../provisioners/engine/daemon-keys";
import { refused } from "../engine/helpers";

describe("daemon.json", () => {
  test("is merged: wanted keys set, ours that were dropped removed, others kept", () => {
    const text = mergeDaemonJson(
      '{"mtu": 1400, "debug": true, "theirs": 1}',
      { debug: true, mtu: 1400 },
      { mtu: 1450 },
    );
    expect(JSON.parse(text ?? "")).toEqual({ mtu: 1450, theirs: 1 });
  });

  test("is not written when nothing differs, in whatever order and layout", () => {
    expect(mergeDaemonJson('{"b":{"y":1,"x":2},"a":1}', {}, { a: 1, b: { x: 2, y: 1 } })).toBeUndefined();
    expect(mergeDaemonJson(undefined, {}, {})).toBeUndefined();
    expect(mergeDaemonJson("  \n", {}, {})).toBeUndefined();
  });

  test.each(['{"a": 1,\n  b: 2}', '{"a": 1', "[1]"])("that is invalid is an error: %j", (text) => {
    expect(refused(() => mergeDaemonJson(text, {}, { a: 1 }, "m1"))).toMatch(/daemon\.json is not valid JSON \(m1\)/);
  });
  test("and the error says where", () => {
    expect(refused(() => mergeDaemonJson('{"a": 1,\n', {}, {}))).toMatch(/line 2, column 1/);
  });
});

describe("the settings of daemon.json", () => {
  test("are checked where Docker wants another form, all at once", () => {
    const problems = daemonProblems({
      "live-restore": true,
      hosts: ["tcp://0.0.0.0:2375"],
      "log-opts": { "max-size": 10 },
      mtu: "1450",
      labels: ["rack"],
      "data-root": "docker",
      "registry-mirrors": "https://mirror.example.com",
      "default-address-pools": [{ base: "10.210.0.0/16" }],
      "metrics-addr": "10.0.0.5",
      "some-new-key": [1],
    });
    expect(problems.map(({ property }) => property.replace("daemon.", ""))).toEqual([
      ...["live-restore", "hosts", "log-opts", "mtu", "labels", "data-root", "registry-mirrors"],
      ...["default-address-pools", "metrics-addr"],
    ]);
    expect(problems[2]?.reason).toContain('{max-size: "10m", max-file: "3"}');
  });

  test("that are right have no problems", () => {
    const daemon = {
      "log-driver": "json-file",
      "log-opts": { "max-size": "10m" },
      "registry-mirrors": ["https://mirror.example.com"],
      "insecure-registries": ["registry.example.com:5000"],
      "data-root": "/data/docker",
      "default-address-pools": [{ base: "10.210.0.0/16", size: 24 }],
      mtu: 1450,
      labels: ["rack=a"],
      "metrics-addr": "10.0.0.5:9323",
    };
    expect(daemonProblems(daemon)).toEqual([]);
  });

  test("of a new Docker let logs rotate, unless logging is configured", () => {
    expect(withLogging({ mtu: 1450 }, {})).toEqual({ "log-driver": "local", mtu: 1450 });
    expect(withLogging({ "log-opts": { "max-size": "7m" } }, {})).toEqual({ "log-opts": { "max-size": "7m" } });
    expect(withLogging({}, { "log-driver": "syslog" })).toEqual({});
  });
});
