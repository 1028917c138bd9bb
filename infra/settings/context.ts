import type { Environment } from "./environment";
import type { Diagnostics } from "./problems/diagnostics";
import type { Settings } from "./types";

/** What every step from settings to a configuration looks at, and where it reports. */
export interface ConfigContext<S = Settings> {
  readonly settings: S;
  /** Top-level keys of which something was dropped: what is wrong with all of them together cannot be told. */
  readonly incomplete: ReadonlySet<string>;
  readonly environment: Environment;
  readonly diagnostics: Diagnostics;
}
