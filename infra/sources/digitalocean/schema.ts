import { z } from "zod";
import type { SettingsWith } from "../../settings/schema/schema";

/** Keys of the configuration for DigitalOcean. */
export const digitalOceanKeys = {
  cloud: { project: z.string().min(1).optional().describe("ID of the project to put everything into") },
};

export type DigitalOceanSettings = SettingsWith<typeof digitalOceanKeys>;

export const digitalOceanDefaults = { size: "s-1vcpu-2gb", image: "ubuntu-24-04-x64" };
