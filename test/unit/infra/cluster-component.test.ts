import * as pulumi from "@pulumi/pulumi";
import { clusterComponent } from "../../../infra/components/cluster";
import { privateKey, publicKey } from "../environment";
import { record, settled } from "../recorded";

const machines = ["manager", "worker"].map((role, index) => ({
  name: `${role}-1`,
  role,
  address: `10.0.0.${index + 1}`,
  connection: { host: `203.0.113.${index + 1}`, hostKey: publicKey, privateKey: pulumi.secret(privateKey) },
}));

async function constructed() {
  await record();
  const inputs = { value: {}, secrets: new Set<string>(), unknowns: [] };
  return clusterComponent.construct({ name: "c", inputs, arguments: () => ({ machines }), options: {} });
}

test("hosts with their keys are secret as a whole: YAML's language host loses a secret inside a list", async () => {
  const { outputs } = await constructed();
  for (const key of ["managers", "workers", "hosts"]) {
    expect([key, pulumi.Output.isInstance(outputs[key])]).toEqual([key, true]);
    expect([key, await pulumi.isSecret(outputs[key])]).toEqual([key, true]);
  }
  expect(await settled(outputs.managers)).toMatchObject([{ name: "manager-1", connection: { port: 22, privateKey } }]);
});

test("the outputs are those of the schema", async () => {
  const { outputs } = await constructed();
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(clusterComponent.outputs.properties ?? {}).sort());
  expect(await settled(outputs.swarmId)).toBe("swarm-id");
});
