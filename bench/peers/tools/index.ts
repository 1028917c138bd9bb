import { ansible } from "./ansible";
import { pulumi } from "./pulumi";
import { script } from "./script";
import { terraform } from "./terraform";
import type { Tool } from "./tool";

/** In the order of a round. */
export const tools = { script, ansible, terraform, pulumi } as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

/** What the ratios are to. */
export const baseline: ToolName = "script";
