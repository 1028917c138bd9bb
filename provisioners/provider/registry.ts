import { node } from "../swarm/node";
import { swarm } from "../swarm/swarm";
import { keyPair } from "./keypair";
import type { Resource } from "./resource";

/** Every resource of the plugin. */
export const resources = [keyPair, swarm, node] as unknown as readonly Resource[];
