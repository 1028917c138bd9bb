import { keyPair } from "./keypair";
import type { Resource } from "./resource";

/** Every resource of the plugin. */
export const resources = [keyPair] as unknown as readonly Resource[];
