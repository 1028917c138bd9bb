import type { Resource } from "../../../provisioners/provider/resource";
import type { Functions } from "../../../provisioners/provider/server";

/** What a stand-in for a cloud's plugin offers. */
export interface Plugin {
  resources: readonly Resource[];
  functions: Functions;
  /** Before the first call: what the account says becomes true again. */
  start(): Promise<void>;
}
