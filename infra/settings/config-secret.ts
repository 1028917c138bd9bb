import * as pulumi from "@pulumi/pulumi";

/** True for a full key of the stack's configuration (`registry:token`) that is encrypted. */
export function isConfigSecret(fullKey: string): boolean {
  // The SDK has the function and leaves it out of its types. Without it, everything counts as secret.
  const runtime = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return runtime.isConfigSecret?.(fullKey) ?? true;
}
