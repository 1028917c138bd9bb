import { parseConfig } from "../../../../infra/config";
import { configured, problems } from "../../configured";
import { environment } from "../../environment";

test("other namespaces are left alone", () => {
  expect(() => parseConfig({ "aws:region": "eu-central-1", "pulumi:tags": "{" }, environment())).not.toThrow();
});

test("every problem at once: unknown keys, types, names, files and what needs several keys", () => {
  expect(
    problems({
      stack: ["hello"],
      subnetSize: "wide",
      addressPools: ["10.77.0.0/16"],
      pools: [
        { name: "Managers", role: "manager", count: 3 },
        { name: "m", role: "manger", count: 1 },
        { name: "w", role: "worker", count: 2, lables: { a: "b" }, cpus: 64 },
      ],
      stacks: ["helo", { name: "x", file: "broken.yaml" }, { name: "y", file: "absent.yaml" }],
    }),
  ).toEqual([
    "pools[0].name must be a DNS label: a-z, 0-9 and - in between",
    "pools[1].role must be manager or worker: did you mean `manager`?",
    "pools[2].lables is no known key: did you mean `labels`?",
    "subnetSize must be a number (mask length of each overlay network)",
    "stack is no known key: did you mean `stacks`?",
    "pools[2].cpus must be at most 4, the processors of this machine",
    "addressPools[0] (10.77.0.0/16) overlaps the lab's network (10.77.0.0/24): choose a private network that nothing else uses",
    "stacks[0] is no known stack: did you mean `hello`? A stack of your own needs `file`.",
    expect.stringMatching(/^stacks\[1\] has a problem in its file: broken\.yaml:4:\d+: ./),
    "stacks[2] needs the stack file absent.yaml, which cannot be read: ENOENT: no such file or directory, open 'absent.yaml'",
  ]);
});

test("a check of the preflight that is unknown is refused with the nearest one", () => {
  expect(problems({ preflight: { skipChecks: ["mtu", "hostnames"], maxClockSkew: 7200 } })).toEqual([
    expect.stringMatching(/^preflight\.skipChecks\[1\] must be reachable or .*: did you mean `hostname`\?/),
    expect.stringMatching(/^preflight\.maxClockSkew must be at most 3600/),
  ]);
  expect(configured({}).preflight).toEqual({ skipChecks: [], maxClockSkew: 60 });
});

test("the error is one plain text with code, count, namespaced paths and the fix", () => {
  const run = () => configured({ stack: [], source: "digital" });
  expect(run).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  expect(run).toThrow(
    /has 2 problems:\n {2}swarm:source must be lab or hosts or digitalocean or aws: did you mean `digitalocean`\?\n {2}swarm:stack is no known key.*\nFix: /s,
  );
});
