import type { Backend, BackendKind } from "./backend";
import { qemu } from "./qemu";
import { uml } from "./uml";

export const backends: Record<BackendKind, Backend> = {
  kvm: qemu("kvm"),
  hvf: qemu("hvf"),
  uml,
  tcg: qemu("tcg"),
};
