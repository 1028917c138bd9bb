import type { Resource } from "../../../provisioners/provider/resource";
import type { Functions } from "../../../provisioners/provider/server";
import type { ProviderSettings } from "./credentials";

/** What a stand-in for a cloud's plugin offers. */
export interface Plugin {
  resources: readonly Resource[];
  functions: Functions;
  /** @throws Error where the real one would not start with these settings */
  configure(settings: ProviderSettings): void;
  /** Before the first call: what the account says becomes true again. */
  start(): Promise<void>;
}
