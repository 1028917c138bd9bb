/*
 * Each resource of the plugin, once. `Cluster` makes most of them for you; use them directly where it does not fit.
 * docs/resources.md takes its examples from here.
 */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import {
  Config,
  Engine,
  Host,
  HostKey,
  Images,
  KeyPair,
  LabImages,
  Machine,
  Network,
  NfsClient,
  NfsServer,
  Node,
  Plugin,
  Preflight,
  Secret,
  Stack,
  Swarm,
} from "pulumi-swarm";

const settings = new pulumi.Config();
const name = "manager-1";
const address = "10.20.0.11";
const connection = {
  host: "203.0.113.11",
  port: 22,
  user: "root",
  privateKey: settings.requireSecret("privateKey"),
  hostKey: settings.require("hostKey"),
};
const hosts = [{ name, connection }];
const managers = [{ name, address, connection }];

// #region KeyPair
const key = new KeyPair("deploy", { comment: "deploy@example" });
export const authorizedKey = key.publicKey;
// #endregion

// #region Machine
const machine = new Machine("worker-1", {
  lab: "demo",
  name: "worker-1",
  address: "10.77.0.21",
  authorizedKey: key.publicKey,
  ports: [80],
});
export const sshPort = machine.port;
// #endregion

// #region LabImages
new LabImages("images", { images: ["redis:8.2-alpine"] });
// #endregion

// #region Preflight
const preflight = new Preflight("production", {
  hosts: [{ name, role: "manager", address, connection }],
  maxClockSkew: 30,
});
// #endregion

// #region Host
const host = new Host(
  name,
  {
    name,
    connection,
    hostname: "manager-1",
    peers: [{ name: "worker-1", address: "10.20.0.21" }],
    allow: [{ protocol: "tcp", port: 2377, from: ["10.20.0.0/24"] }],
  },
  { dependsOn: preflight },
);
// #endregion

// #region HostKey
const hostKey = new HostKey(name, { name, machine: "i-0123456789abcdef0", connection });
export const knownHosts = hostKey.hostKey;
// #endregion

// #region Engine
const engine = new Engine(
  name,
  {
    name,
    connection,
    version: "29.0.1",
    daemon: { "log-driver": "local" },
    mtu: preflight.mtu,
    drainVia: managers,
  },
  { dependsOn: host },
);
// #endregion

// #region Swarm
const swarm = new Swarm("production", { managers, taskHistoryLimit: 3 }, { dependsOn: engine });
export const joinTokens = swarm.joinTokens;
// #endregion

// #region Node
const node = new Node(name, {
  swarmId: swarm.swarmId,
  managers,
  name,
  connection,
  role: "manager",
  address,
  labels: { zone: "a" },
});
// #endregion

const inSwarm = { swarmId: swarm.swarmId, managers };
const options = { dependsOn: node };

// #region NfsServer
const files = new NfsServer("files", {
  name: "files",
  connection,
  address,
  exports: [{ path: "/srv/files", clients: [{ cidr: "10.20.0.0/24" }] }],
});
// #endregion

// #region NfsClient
const mounts = new NfsClient(name, { name, connection, server: files.host });
// #endregion

// #region Plugin
new Plugin("sshfs", { name: "sshfs", image: "vieux/sshfs:1.4", hosts, grant: ["network: host"] }, options);
// #endregion

// #region Network
const proxy = new Network("proxy", { ...inSwarm, name: "proxy", encrypted: true }, options);
// #endregion

// #region Secret
const password = new Secret(
  "password",
  { ...inSwarm, name: "db_password", content: settings.requireSecret("dbPassword") },
  options,
);
// #endregion

// #region Config
const site = new Config("site", { ...inSwarm, name: "site", content: readFileSync("site.conf", "utf8") }, options);
// #endregion

// #region Images
new Images("preload", { hosts, archives: ["images/web.tar"] }, options);
// #endregion

// #region Stack
const web = new Stack(
  "web",
  {
    ...inSwarm,
    name: "web",
    file: readFileSync("web.yaml", "utf8"),
    variables: { PASSWORD: password.uniqueName, SITE: site.uniqueName },
    timeout: 600,
  },
  { dependsOn: [node, proxy, mounts] },
);
export const services = web.services;
// #endregion
