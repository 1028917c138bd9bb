import type { Backend } from "./backend";
import type { BackendKind } from "./kind";
import { qemu } from "./qemu";
import { uml } from "./uml";

export const backends: Record<BackendKind, Backend> = {
  kvm: qemu("kvm"),
  hvf: qemu("hvf"),
  uml,
  tcg: qemu("tcg"),
};
