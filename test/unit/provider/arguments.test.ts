import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { argumentsOf } from "../../../provisioners/provider/components/arguments";
import { UNKNOWN } from "../../../provisioners/provider/wire";
import { fieldOf } from "../../../provisioners/schema/field";
import { named, plain } from "../../../provisioners/schema/marks";

/** What the engine writes around values. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (value: unknown, more: object = {}) => ({
  [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  value,
  ...more,
});
const reference = (urn: string) => ({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn, id: "i-1" });

const field = fieldOf(
  z.object({
    machines: plain(
      z.array(
        plain(
          named(
            "Machine",
            z.object({ name: plain(z.string()), address: z.string(), resource: plain(z.unknown()).optional() }),
          ),
        ),
      ),
    ),
    settings: z.record(z.string(), z.unknown()),
  }),
);
const none = () => [];

/** Of an output, what the SDK's declarations leave out. */
interface Parts {
  promise(): Promise<unknown>;
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  resources(): Set<{ urn: pulumi.Output<string> }>;
}

/** What is known of an output. */
async function shown(value: unknown) {
  expect(pulumi.Output.isInstance(value)).toBe(true);
  const given = value as Parts;
  const urns = [...given.resources()].map(({ urn }) => (urn as unknown as Parts).promise());
  const isKnown = await given.isKnown;
  return {
    value: isKnown ? await given.promise() : undefined,
    isKnown,
    isSecret: await given.isSecret,
    urns: await Promise.all(urns),
  };
}

const machinesOf = (machines: unknown, dependencies: (key: string) => string[] = none) =>
  argumentsOf({ machines }, field, dependencies).machines as Record<string, unknown>[];

describe("arguments of a component", () => {
  test("a value without wrappings stays as it is", () => {
    expect(argumentsOf({ machines: [{ name: "a", address: "1" }], settings: { deep: [true] } }, field, none)).toEqual({
      machines: [{ name: "a", address: "1" }],
      settings: { deep: [true] },
    });
  });

  test("a value that is not known is an Output, which keeps its secret and where it comes from", async () => {
    const address = output(undefined, { secret: true, dependencies: ["urn:server"] });
    const [machine] = machinesOf([{ name: "a", address }]);
    expect(machine?.name).toBe("a");
    expect(await shown(machine?.address)).toEqual({
      value: undefined,
      isKnown: false,
      isSecret: true,
      urns: ["urn:server"],
    });
    expect(await shown(machinesOf([{ name: "a", address: UNKNOWN }])[0]?.address)).toMatchObject({ isKnown: false });
  });

  test("of a plain list that is an Output, the values inside have the secret and where it comes from", async () => {
    const [machine] = machinesOf(output([{ name: "a", address: "1" }], { secret: true, dependencies: ["urn:list"] }));
    expect(machine?.name).toBe("a");
    expect(await shown(machine?.address)).toEqual({ value: "1", isKnown: true, isSecret: true, urns: ["urn:list"] });
  });

  test("a secret inside another value is a secret of its own", async () => {
    const { settings } = argumentsOf({ settings: { key: secret("s"), port: 1 } }, field, none) as {
      settings: Record<string, unknown>;
    };
    expect(settings.port).toBe(1);
    expect(await shown(settings.key)).toMatchObject({ value: "s", isSecret: true });
  });

  test("a resource is one", async () => {
    const machines = machinesOf([{ name: "a", address: "1", resource: output(reference("urn:server")) }]);
    const [resource] = machines.map((machine) => machine.resource as pulumi.Resource);
    expect(await shown(resource?.urn)).toMatchObject({ value: "urn:server" });
  });

  test("a language that says of a whole input where it comes from is believed", async () => {
    const from = (key: string) => (key === "machines" ? ["urn:server"] : []);
    const [machine] = machinesOf([{ name: "a", address: "1" }], from);
    expect(await shown(machine?.address)).toMatchObject({ value: "1", urns: ["urn:server"] });
    const own = output("1", { dependencies: ["urn:own"] });
    expect(await shown(machinesOf([{ name: "a", address: own }], from)[0]?.address)).toMatchObject({
      urns: ["urn:own"],
    });
  });
});
