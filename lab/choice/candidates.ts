import { SwarmError } from "../../provisioners/core/errors";
import { BACKEND_VARIABLE, type BackendKind, backendKinds } from "../backends/kind";
import type { Facts } from "./facts";

/** Why a backend was not chosen. */
export type Reasons = Partial<Record<BackendKind, string>>;

/** The backend that the user wants, whatever works here. */
export function forcedBackend(env: NodeJS.ProcessEnv): BackendKind | undefined {
  const wanted = env[BACKEND_VARIABLE];
  if (!wanted) return undefined;
  const found = backendKinds.find((kind) => kind === wanted);
  if (found) return found;
  throw new SwarmError({
    code: "LAB_BACKEND",
    summary: `There is no lab backend "${wanted}"`,
    cause: `${BACKEND_VARIABLE} is set to it`,
    fix: `set ${BACKEND_VARIABLE} to one of ${backendKinds.join(", ")}, or unset it to let the lab choose`,
  });
}

/** Backends worth a try, best first, and why the others are not. */
export function candidates(facts: Facts): { kinds: BackendKind[]; reasons: Reasons } {
  const reasons: Reasons = {};
  const kinds = backendKinds.filter((kind) => {
    const reason = obstacle(kind, facts);
    if (reason) reasons[kind] = reason;
    return !reason;
  });
  return { kinds, reasons };
}

function obstacle(kind: BackendKind, facts: Facts): string | undefined {
  switch (kind) {
    case "kvm":
      return kvmObstacle(facts);
    case "hvf":
      return facts.platform === "darwin" ? undefined : "it is macOS's";
    case "uml":
      return canHaveUml(facts) ? undefined : "it needs Linux on x86-64";
    case "tcg":
      return undefined;
  }
}

function kvmObstacle(facts: Facts): string | undefined {
  if (facts.platform !== "linux") return "it is Linux's";
  if (facts.kvm === "absent") return "there is no /dev/kvm";
  if (facts.kvm === "forbidden") return "this user may not open /dev/kvm";
  // User-mode Linux boots as quickly: more processors in a machine are not worth an installation nobody asked for.
  return facts.qemu || !canHaveUml(facts) ? undefined : "QEMU is not installed";
}

const canHaveUml = ({ platform, arch }: Facts) => platform === "linux" && arch === "x64";
