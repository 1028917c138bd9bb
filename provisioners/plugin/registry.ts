import { engine } from "../engine/engine";
import { hostKey } from "../host/host-key";
import { preflight } from "../host/preflight/preflight";
import { host } from "../host/prepare/host";
import { images } from "../images/images";
import { machine } from "../lab/machine";
import { labImages } from "../lab/registry/images";
import { nfsClient } from "../nfs/client";
import { nfsServer } from "../nfs/server";
import { config, secret } from "../objects/content";
import { network } from "../objects/network";
import { plugin } from "../objects/plugin";
import { stack } from "../stack/stack";
import { node } from "../swarm/node";
import { swarm } from "../swarm/swarm";
import { keyPair } from "./keypair";
import type { Resource } from "./resource";

/** Every resource of the plugin. */
export const resources = [
  keyPair,
  machine,
  labImages,
  preflight,
  host,
  hostKey,
  engine,
  swarm,
  node,
  nfsServer,
  nfsClient,
  plugin,
  network,
  secret,
  config,
  images,
  stack,
] as unknown as readonly Resource[];
