import { publishedFromProblem } from "../../../provisioners/host/cidr";
import type { Preparation } from "../../cluster/preparation";
import type { ConfigContext } from "../../settings/context";

/** Checks the preparation, and fills in what depends on other keys. */
export function resolvePreparation(
  { settings, diagnostics }: ConfigContext,
  timeSync: boolean,
  encryptedOverlays: boolean,
): Preparation {
  const { preparation } = settings;
  preparation.publishedFrom?.forEach((cidr, index) => {
    const text = publishedFromProblem(cidr);
    if (text) diagnostics.problem(["preparation", "publishedFrom", index], text);
  });
  return { ...preparation, timeSync: preparation.timeSync ?? timeSync, encryptedOverlays };
}
