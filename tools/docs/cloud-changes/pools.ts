import { type Change, inBoth, withPools } from "./change";

/** What machines there are. */
export const poolChanges: readonly Change[] = [
  {
    key: "pools[].name",
    ...inBoth(
      {
        outcome: "replaced",
        text: "the machines of the pool by those of the new one",
        after: withPools({ worker: { name: "app" } }),
      },
      {
        digitalocean: { makes: ["Droplet", "Firewall"], deletes: ["Droplet", "Firewall"] },
        aws: { makes: ["Instance"], deletes: ["Instance"] },
      },
    ),
  },
  {
    key: "pools[].role",
    ...inBoth(
      { outcome: "in place", text: "nodes are promoted or demoted", after: withPools({ worker: { role: "manager" } }) },
      { digitalocean: { feeds: ["Droplet.tags"] }, aws: { feeds: ["Instance.vpcSecurityGroupIds"] } },
    ),
  },
  {
    key: "pools[].count",
    change: "more",
    ...inBoth(
      { outcome: "in place", text: "machines are added", after: withPools({ worker: { count: 2 } }) },
      { digitalocean: { feeds: ["Firewall.dropletIds"], makes: ["Droplet"] }, aws: { makes: ["Instance"] } },
    ),
  },
  {
    key: "pools[].count",
    change: "less",
    ...inBoth(
      {
        outcome: "in place",
        text: "the last machines are drained and deleted",
        after: withPools({ manager: { count: 2 } }),
      },
      { digitalocean: { feeds: ["Firewall.dropletIds"], deletes: ["Droplet"] }, aws: { deletes: ["Instance"] } },
    ),
  },
  {
    key: "pools[].count",
    change: "less than a majority of the managers",
    ...inBoth(
      {
        outcome: "asked for",
        text: "they leave one at a time",
        after: withPools({ manager: { count: 1 } }),
        allow: "fewerManagers",
      },
      { digitalocean: { feeds: ["Firewall.dropletIds"], deletes: ["Droplet"] }, aws: { deletes: ["Instance"] } },
    ),
  },
];
