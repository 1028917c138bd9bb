import { z } from "zod";

/** The key `preparation` of the configuration. */
export const preparationSettings = z.strictObject({
  hostname: z
    .boolean()
    .optional()
    .describe("give each machine its name as host name; by default where we make the machines, not on `hosts`"),
  hostsFile: z.boolean().default(true).describe("name all machines in a block of /etc/hosts"),
  timeSync: z
    .boolean()
    .optional()
    .describe("keep chrony or systemd-timesyncd on, whichever is installed; by default everywhere but in a lab"),
  kernel: z.boolean().default(true).describe("kernel modules and settings that overlay networks need"),
  firewall: z
    .boolean()
    .default(true)
    .describe("let nodes, and nobody else, through a host's firewall: firewalld, ufw or nftables, if one is active"),
  publishedFrom: z
    .array(z.cidrv4())
    .min(1)
    .optional()
    .describe("networks that may reach published ports, beside the nodes; by default everybody"),
  closeMetadata: z
    .boolean()
    .optional()
    .describe(
      "keep containers from the metadata service of clouds; by default where we make the machines, not on `hosts`",
    ),
});
