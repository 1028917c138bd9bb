import type { Change } from "./change";

/** What machines there are. */
export const poolChanges: readonly Change[] = [
  {
    key: "pools[].name",
    digitalocean: {
      outcome: "replaced",
      text: "the machines of the pool by those of the new one",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "app", role: "worker", count: 1 },
        ],
      },
      makes: ["Droplet", "Firewall"],
      deletes: ["Droplet", "Firewall"],
    },
    aws: {
      outcome: "replaced",
      text: "the machines of the pool by those of the new one",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "app", role: "worker", count: 1 },
        ],
      },
      makes: ["Instance"],
      deletes: ["Instance"],
    },
  },
  {
    key: "pools[].role",
    digitalocean: {
      outcome: "in place",
      text: "nodes are promoted or demoted",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "manager", count: 1 },
        ],
      },
      feeds: ["Droplet.tags"],
    },
    aws: {
      outcome: "in place",
      text: "nodes are promoted or demoted",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "manager", count: 1 },
        ],
      },
      feeds: ["Instance.vpcSecurityGroupIds"],
    },
  },
  {
    key: "pools[].count",
    change: "more",
    digitalocean: {
      outcome: "in place",
      text: "machines are added",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 2 },
        ],
      },
      feeds: ["Firewall.dropletIds"],
      makes: ["Droplet"],
    },
    aws: {
      outcome: "in place",
      text: "machines are added",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 3 },
          { name: "worker", role: "worker", count: 2 },
        ],
      },
      makes: ["Instance"],
    },
  },
  {
    key: "pools[].count",
    change: "less",
    digitalocean: {
      outcome: "in place",
      text: "the last machines are drained and deleted",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 2 },
          { name: "worker", role: "worker", count: 1 },
        ],
      },
      feeds: ["Firewall.dropletIds"],
      deletes: ["Droplet"],
    },
    aws: {
      outcome: "in place",
      text: "the last machines are drained and deleted",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 2 },
          { name: "worker", role: "worker", count: 1 },
        ],
      },
      deletes: ["Instance"],
    },
  },
  {
    key: "pools[].count",
    change: "less than a majority of the managers",
    digitalocean: {
      outcome: "asked for",
      text: "they leave one at a time",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 1 },
          { name: "worker", role: "worker", count: 1 },
        ],
      },
      allow: "fewerManagers",
      feeds: ["Firewall.dropletIds"],
      deletes: ["Droplet"],
    },
    aws: {
      outcome: "asked for",
      text: "they leave one at a time",
      after: {
        pools: [
          { name: "manager", role: "manager", count: 1 },
          { name: "worker", role: "worker", count: 1 },
        ],
      },
      allow: "fewerManagers",
      deletes: ["Instance"],
    },
  },
];
