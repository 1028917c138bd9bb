import { z } from "zod";
import { configInputs, secretInputs } from "../../../provisioners/objects/content-schema";
import { networkInputs } from "../../../provisioners/objects/network-schema";

const name = secretInputs.shape.name.describe("begin of its name in the swarm");
const file = z.string().min(1).optional().describe("file with the content, relative to Pulumi.yaml");

/** Networks, secrets and configs beside the stacks, as the configuration says them. */
export const objectSettings = {
  networks: z
    .array(
      z.strictObject({
        name: networkInputs.shape.name.describe("what stack files call it, as `external: true`"),
        subnets: networkInputs.shape.subnets.describe("its subnets; by default one from `addressPools`"),
        attachable: networkInputs.shape.attachable.describe("whether containers that belong to no service may join it"),
        internal: networkInputs.shape.internal.describe("whether it leads nowhere but to itself"),
        encrypted: networkInputs.shape.encrypted.describe("whether its traffic between nodes is encrypted (ESP)"),
        mtu: networkInputs.shape.mtu.describe("MTU of the network beneath it: its containers get 50 bytes less"),
        options: networkInputs.shape.options.describe("further options of the overlay driver"),
        labels: networkInputs.shape.labels.describe("labels of the network"),
      }),
    )
    .default([])
    .describe("overlay networks for several stacks; see docs/stacks.md"),
  secrets: z
    .array(
      z.strictObject({
        name,
        content: secretInputs.shape.content.optional().describe("what it holds; set it with --secret"),
        file,
        templateDriver: secretInputs.shape.templateDriver,
      }),
    )
    .default([])
    .describe("secrets for several stacks, which get their names as `SECRET_<NAME>`; see docs/stacks.md"),
  configs: z
    .array(
      z.strictObject({
        name,
        content: configInputs.shape.content.optional().describe("what it holds"),
        file,
        templateDriver: configInputs.shape.templateDriver,
      }),
    )
    .default([])
    .describe("configs for several stacks, which get their names as `CONFIG_<NAME>`"),
};
