/** What runs machines: user-mode Linux, or QEMU with one of its accelerators; best first. */
export const backendKinds = ["kvm", "hvf", "uml", "tcg"] as const;
export type BackendKind = (typeof backendKinds)[number];

/** What QEMU runs machines with. */
export type Accelerator = Exclude<BackendKind, "uml">;
