import type { Variant } from "./machines/machine";
import type { ToolName } from "./tools";

/** What `npm run bench -- peers` is asked for. */
export interface PeersOptions {
  tools?: ToolName[];
  variants?: Variant[];
  rounds: number;
  hosts?: string;
  json?: boolean;
  record?: boolean;
  clean?: boolean;
}
