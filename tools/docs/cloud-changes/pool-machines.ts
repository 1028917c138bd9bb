import { type Change, inBoth, withPools } from "./change";

/** What the machines of one pool are like. */
export const poolMachineChanges: readonly Change[] = [
  {
    key: "pools[].size",
    digitalocean: {
      outcome: "replaced",
      text: "the nodes of the pool",
      after: withPools({ worker: { size: "c-2" } }),
      feeds: ["Droplet.size", "Firewall.dropletIds"],
      replaces: ["Droplet worker-1"],
    },
    aws: {
      outcome: "replaced",
      text: "the nodes of the pool",
      after: withPools({ worker: { size: "t3.medium" } }),
      feeds: ["Instance.instanceType"],
      replaces: ["Instance worker-1"],
    },
  },
  {
    key: "pools[].size",
    change: "of another architecture",
    digitalocean: "has one architecture",
    aws: {
      outcome: "replaced",
      text: "the nodes of the pool, with the image of that architecture",
      after: withPools({ worker: { size: "t4g.small" } }),
      feeds: ["Instance.instanceType"],
      replaces: ["Instance worker-1"],
    },
  },
  {
    key: "pools[].zones",
    digitalocean: "has no zones",
    aws: {
      outcome: "replaced",
      text: "the nodes whose zone changes",
      after: withPools({ worker: { zones: ["eu-central-1b"] } }),
      feeds: ["Instance.subnetId"],
      replaces: ["Instance worker-1"],
    },
  },
  {
    key: "pools[].spot",
    digitalocean: "has no spot machines",
    aws: {
      outcome: "replaced",
      text: "the nodes of the pool",
      after: withPools({ worker: { spot: true } }),
      feeds: ["Instance.instanceMarketOptions"],
      replaces: ["Instance worker-1"],
    },
  },
  {
    key: "pools[].disk",
    change: "larger",
    digitalocean: "the disk comes with the size",
    aws: {
      outcome: "in place",
      text: "disk and file system grow in the same run",
      after: withPools({ worker: { disk: 40 } }),
      feeds: ["Instance.rootBlockDevice"],
    },
  },
  {
    key: "pools[].disk",
    change: "smaller",
    digitalocean: "the disk comes with the size",
    aws: {
      outcome: "refused",
      text: "a disk never shrinks",
      after: withPools({ worker: { disk: 10 } }),
      refusal: "a disk never shrinks",
    },
  },
  {
    key: "pools[].labels",
    ...inBoth({
      outcome: "no change",
      text: "the node's labels change in the swarm",
      after: withPools({ worker: { labels: { tier: "web" } } }),
    }),
  },
  {
    key: "pools[].availability",
    ...inBoth({
      outcome: "no change",
      text: "the node's availability changes in the swarm",
      after: withPools({ worker: { availability: "drain" } }),
    }),
  },
];
