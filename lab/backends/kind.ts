/** What runs machines: user-mode Linux, or QEMU with one of its accelerators; best first. */
export const backendKinds = ["kvm", "hvf", "uml", "tcg"] as const;
export type BackendKind = (typeof backendKinds)[number];

/** Forces one of them for new labs. */
export const BACKEND_VARIABLE = "PULUMI_SWARM_LAB_BACKEND";

/** What QEMU runs machines with. */
export type Accelerator = Exclude<BackendKind, "uml">;
