/** What is on a new machine; `cloud` has Docker and cloud-init, and is for stand-ins of clouds only. */
export type ImageKind = "docker" | "bare" | "bare-bookworm" | "cloud";
