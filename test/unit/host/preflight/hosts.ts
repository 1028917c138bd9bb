import type { PreflightHost } from "../../../../provisioners/host/preflight/check";
import { connection } from "../../fakes/context";

/** A host that the preflight looks at. */
export const host = (name: string, role: PreflightHost["role"] = "manager"): PreflightHost => ({
  ...{ name, role, address: "10.77.0.11", connection: connection(name) },
});
