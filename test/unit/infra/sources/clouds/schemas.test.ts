import { schemaProblems } from "./schemas/check";
import { ProviderPackage, valuesIn } from "./schemas/read";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "#cloud-config" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const problems = (type: string, inputs: Record<string, unknown>) => schemaProblems([{ type, name: "x", inputs }]);
const instance = "aws:ec2/instance:Instance";
const droplet = "digitalocean:index/droplet:Droplet";

test("a resource that the packages allow has no problem, with secrets and values that are not yet known", () => {
  const metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: 1 };
  const inputs = { instanceType: "t3.small", userData: secret, subnetId: unknown, metadataOptions, tags: { a: "b" } };
  expect(problems(instance, inputs)).toEqual([]);
  expect(problems(droplet, { region: "fra1", size: "s-1vcpu-2gb", image: "x", sshKeys: ["aa:bb"] })).toEqual([]);
});

test.each([
  ["an unknown input", instance, { instanceTyp: "t3.small" }, "instanceTyp is no input"],
  ["an unknown field", instance, { metadataOptions: { tokens: "required" } }, "metadataOptions.tokens is no input"],
  ["a missing input", "aws:efs/mountTarget:MountTarget", { subnetId: "s" }, "fileSystemId is missing"],
  [
    "a missing field",
    "digitalocean:index/loadBalancer:LoadBalancer",
    { forwardingRules: [{ entryPort: 1, entryProtocol: "tcp", targetPort: 1 }] },
    "forwardingRules[0].targetProtocol is missing",
  ],
  [
    "a wrong type",
    "digitalocean:index/volumeAttachment:VolumeAttachment",
    { dropletId: "1", volumeId: "v" },
    "dropletId must be a number",
  ],
  ["a wrong type in a list", droplet, { size: "s-1vcpu-1gb", image: "x", sshKeys: [7] }, "sshKeys[0] must be a string"],
  ["a wrong type in a map", instance, { tags: { a: 1 } }, "tags.a must be a string"],
  ["a text for a list", instance, { vpcSecurityGroupIds: "sg-1" }, "vpcSecurityGroupIds must be a list"],
  ["a value that an enum lacks", instance, { instanceType: "t3.smal" }, "instanceType has no value t3.smal"],
  [
    "a value that the description lacks",
    instance,
    { metadataOptions: { httpTokens: "yes" } },
    "metadataOptions.httpTokens has no value yes",
  ],
  [
    "a secret of the wrong type",
    droplet,
    { size: "s-1vcpu-1gb", image: "x", monitoring: secret },
    "monitoring must be a boolean",
  ],
])("%s is a problem", (_, type, inputs, problem) => {
  expect(problems(type, inputs)).toEqual([`${type} x: ${problem}`]);
});

test("a type that a package lacks is an error", () => {
  expect(() => problems("aws:ec2/instance:Instant", {})).toThrow("@pulumi/aws declares no InstantArgs");
});

test("what replaces a resource is read where the description says so", () => {
  const inputs = new ProviderPackage("digitalocean").inputsOf(droplet);
  expect(inputs.userData?.replaces).toBe(true);
  expect(inputs.tags?.replaces).toBe(false);
});

test.each([
  ["Valid values are `a`, `b` (default), and `c`.", ["a", "b", "c"]],
  ["For some, valid values are `A` and `B`. For others, valid values are `C` or `D`.", ["A", "B", "C", "D"]],
  ["It must be either of `X` or `Y`. Defaults to `X`.", ["X", "Y"]],
  ["Valid values are from `44` to `60`.", undefined],
  ["Defaults to `a`.", undefined],
])("values in %p", (description, values) => expect(valuesIn(description)).toEqual(values));
