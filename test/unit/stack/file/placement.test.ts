import { readStackFile } from "../../../../provisioners/stack/file/file";
import { problems, web } from "./texts";

const constrained = (...constraints: string[]) =>
  web(`    deploy: { placement: { constraints: ${JSON.stringify(constraints)} } }\n`);
const warnings = (text: string) => readStackFile(text).warnings.map(({ reason }) => reason);

describe("constraints", () => {
  test.each([
    [["node.platform.arch == amd64"], /is met by no node, .*: write `node\.platform\.arch == x86_64`/],
    [["node.platform.arch==ARM64"], /write `node\.platform\.arch == aarch64`/],
    [["node.platform.os == ubuntu"], /write `node\.platform\.os == linux`/],
    [["node.ip == 10.0.0"], /must compare node\.ip with an address/],
    [["node.ip != 10.0.0.0/33"], /must compare node\.ip with an address/],
    [
      ["node.role == manager", "node.role == worker"],
      /constraints\[1\] and constraints\[0\] are met by no node together/,
    ],
    [["node.role != manager", "Node.Role != worker"], /met by no node together/],
    [
      ["node.labels.zone == a", "node.labels.disk == ssd", "node.labels.zone == b"],
      /constraints\[2\] and constraints\[0\]/,
    ],
    [["node.hostname == a", "node.hostname != A"], /met by no node together/],
  ])("%j are refused", (constraints, expected) =>
    expect(problems(constrained(...constraints))).toEqual([expect.stringMatching(expected)]),
  );

  test.each([
    [["node.platform.arch == x86_64", "node.platform.arch != armv7l"]],
    [["node.platform.arch == s390x"]],
    [["node.platform.os == Linux"]],
    [["node.ip == 10.0.0.0/16", "node.ip != 10.0.0.4"]],
    [["node.role == manager", "node.role != worker", "node.role == Manager"]],
    [["node.labels.zone != a", "node.labels.zone != b", "node.labels.Zone == a"]],
  ])("%j are fine", (constraints) => {
    expect(problems(constrained(...constraints))).toEqual([]);
    expect(warnings(constrained(...constraints))).toEqual([]);
  });

  test("that exclude nothing have a warning", () =>
    expect(warnings(constrained("node.platform.arch != amd64"))).toEqual([
      expect.stringMatching(/excludes no node, .*: write `node\.platform\.arch != x86_64`/),
    ]));
});

describe("an update that starts tasks first", () => {
  const host = "    ports: [{ target: 80, published: 80, mode: host }]\n";
  const deploy = (more: string) => `    deploy: { update_config: { order: start-first }, ${more} }\n`;
  const pinned = "placement: { constraints: [node.hostname == db1]";

  test.each([
    [host + deploy("mode: global"), /can never finish, .* ports in host mode leave none: use stop-first/],
    [host + deploy(`${pinned} }`), /ports in host mode leave none/],
    [deploy(`replicas: 2, ${pinned}, max_replicas_per_node: 2 }`), /max_replicas_per_node: 2 leave none/],
  ])("%j has a warning where it can never finish", (text, expected) =>
    expect(warnings(web(text))).toEqual([expect.stringMatching(expected)]),
  );

  test.each([
    [deploy("mode: global")],
    [host + deploy("replicas: 2")],
    [host.replace("published: 80, ", "") + deploy("mode: global")],
    [deploy(`replicas: 1, ${pinned}, max_replicas_per_node: 2 }`)],
    [`${host}    deploy: { mode: global, update_config: { order: stop-first } }\n`],
  ])("%j has none where it may", (text) => expect(warnings(web(text))).toEqual([]));
});
