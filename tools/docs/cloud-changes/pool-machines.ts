import type { Change } from "./change";

/** What the machines of one pool are like. */
export const poolMachineChanges: readonly Change[] = [
  {
    key: "pools[].size",
    digitalocean: {
      outcome: "replaced",
      text: "the nodes of the pool",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, size: "c-2" },
        ],
      },
      feeds: ["Droplet.size", "Firewall.dropletIds"],
      replaces: ["Droplet worker-1"],
    },
    aws: {
      outcome: "replaced",
      text: "the nodes of the pool",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, size: "t3.medium" },
        ],
      },
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
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, size: "t4g.small" },
        ],
      },
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
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, zones: ["eu-central-1b"] },
        ],
      },
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
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, spot: true },
        ],
      },
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
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, disk: 40 },
        ],
      },
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
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, disk: 10 },
        ],
      },
      refusal: "a disk never shrinks",
    },
  },
  {
    key: "pools[].labels",
    digitalocean: {
      outcome: "no change",
      text: "the node's labels change in the swarm",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, labels: { tier: "web" } },
        ],
      },
    },
    aws: {
      outcome: "no change",
      text: "the node's labels change in the swarm",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, labels: { tier: "web" } },
        ],
      },
    },
  },
  {
    key: "pools[].availability",
    digitalocean: {
      outcome: "no change",
      text: "the node's availability changes in the swarm",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, availability: "drain" },
        ],
      },
    },
    aws: {
      outcome: "no change",
      text: "the node's availability changes in the swarm",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 1, availability: "drain" },
        ],
      },
    },
  },
];
