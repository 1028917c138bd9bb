import { duplicateProblems } from "../../../provisioners/provider/duplicates";

test("a duplicate in a list is a problem that names its path and the first one", () => {
  const hosts = ["a", "b", "a", "a"].map((name) => ({ name }));
  expect(duplicateProblems("hosts", hosts, "name")).toEqual([
    { property: "hosts[2].name", reason: "a is the name of hosts[0] too: every host has its own" },
    { property: "hosts[3].name", reason: "a is the name of hosts[0] too: every host has its own" },
  ]);
});
