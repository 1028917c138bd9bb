import { quorumRisks } from "../../../../cli/look/quorum-risks";
import { look, node } from "./swarm";

const manager = (name: string, more: Parameters<typeof node>[2] = {}) =>
  node(name, "manager", { leader: name === "m1", ...more });
const managers = (...zones: (string | undefined)[]) => zones.map((zone, i) => manager(`m${i + 1}`, { zone }));

describe("what would break the quorum next", () => {
  test("is nothing that one failure does, where managers are spread", () => {
    expect(quorumRisks(look(managers("a", "b", "c")))).toEqual([]);
    expect(quorumRisks(look(managers("a", "a", "b", "b", "c")))).toEqual([]);
  });

  test("is any other manager where none may fail", () => {
    expect(quorumRisks(look(managers(undefined)))).toEqual(["the failure of the only manager"]);
    const two = [...managers(undefined, undefined), manager("m3", { up: false })];
    expect(quorumRisks(look(two))).toEqual(["the failure of any other manager"]);
  });

  test("is a zone with more managers than may fail", () => {
    expect(quorumRisks(look(managers("a", "a", "b")))).toEqual(["the loss of the zone a, with 2 of 3 managers"]);
  });

  test("are disks that fill on more managers than may fail", () => {
    const seen = look(managers("a", "b", "c"));
    const disk = { used: 90, total: 100 };
    seen.hosts.set("m1", { disk });
    expect(quorumRisks(seen)).toEqual([]);
    seen.hosts.set("m2", { disk });
    expect(quorumRisks(seen)).toEqual(["full disks: the disk of m1, 90 % full and the disk of m2, 90 % full"]);
  });

  test("is a leader of another version", () => {
    const nodes = [
      manager("m1", { zone: "a" }),
      manager("m2", { zone: "b" }),
      manager("m3", { zone: "c", version: "28.5.2" }),
    ];
    expect(quorumRisks(look(nodes))).toEqual(["a leader with a newer Docker than the others (28.5.2, 29.0.1)"]);
  });

  test("is not asked where the quorum is lost already", () => {
    expect(quorumRisks({ ...look(managers("a")), swarm: undefined })).toEqual([]);
  });
});
