import { engine } from "../engine/engine";
import { hostKey } from "../host/host-key";
import { preflight } from "../host/preflight/preflight";
import { host } from "../host/prepare/host";
import { images } from "../images/images";
import { keyPair } from "../keypair/keypair";
import { labImages } from "../machines/images";
import { machine } from "../machines/machine";
import { nfsClient } from "../nfs/client";
import { nfsServer } from "../nfs/server";
import { config, secret } from "../objects/content";
import { network } from "../objects/network";
import { plugin } from "../objects/plugin";
import type { Resource } from "../provider/resource";
import { stack } from "../stack/stack";
import { swarm } from "../swarm/cluster/swarm";
import { node } from "../swarm/node/node";

/** Every resource of the plugin. */
export const resources: readonly Resource[] = [
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
];
