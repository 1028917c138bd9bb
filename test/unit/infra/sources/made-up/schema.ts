import { z } from "zod";
import type { SettingsWith } from "../../../../../infra/settings/schema/schema";
import type { CloudPlace, CloudPool } from "../../../../../infra/sources/cloud/place";

export const keys = {
  pool: { fast: z.boolean().optional().describe("machines with a fast disk") },
  cloud: { rack: z.string().optional().describe("rack that holds the machines") },
};

export type Settings = SettingsWith<typeof keys>;

export interface Pool extends CloudPool {
  fast: boolean;
}

export interface Place extends CloudPlace {
  rack: string;
}
