import { z } from "zod";
import type { Problem } from "../provider/resource";

const texts = z.array(z.string());

/** Keys that Docker reads in other forms than people write them; the daemon itself checks the rest. */
const known: Record<string, { schema: z.ZodType; form: string }> = {
  "log-driver": { schema: z.string(), form: "a name, such as local" },
  "log-opts": {
    schema: z.record(z.string(), z.string()),
    form: 'text by name, such as {max-size: "10m", max-file: "3"}',
  },
  "registry-mirrors": { schema: z.array(z.url()), form: "a list of addresses, such as [https://mirror.example.com]" },
  "insecure-registries": { schema: texts, form: "a list of hosts, such as [registry.example.com:5000]" },
  "data-root": { schema: z.string().startsWith("/"), form: "an absolute path" },
  "default-address-pools": {
    schema: z.array(z.strictObject({ base: z.cidrv4(), size: z.int().min(1).max(32) })),
    form: "a list such as [{base: 10.210.0.0/16, size: 24}]",
  },
  mtu: { schema: z.int().min(576).max(65535), form: "a whole number from 576" },
  labels: { schema: z.array(z.string().regex(/^[^=]+=/)), form: "a list such as [rack=a]" },
  "metrics-addr": { schema: z.string().regex(/:\d+$/), form: "an address with port, such as 10.0.0.5:9323" },
  bip: { schema: z.cidrv4(), form: "an address with mask length, such as 172.26.0.1/16" },
  debug: { schema: z.boolean(), form: "true or false" },
};

/** Mistakes in the keys of daemon.json, before any host is touched. */
export function daemonProblems(daemon: Record<string, unknown>): Problem[] {
  const problem = (key: string, reason: string) => [{ property: `daemon.${key}`, reason }];
  return Object.entries(daemon).flatMap(([key, value]) => {
    if (key === "live-restore" && value === true) {
      return problem(key, "swarm mode does not work with live-restore: leave it out");
    }
    if (key === "firewall-backend" && value === "nftables") {
      return problem(key, "swarm mode does not work with nftables: leave it out");
    }
    if (key === "hosts") {
      return problem(key, "Docker's unit sets it too, and then Docker does not start: leave it out");
    }
    const rule = known[key];
    return rule && !rule.schema.safeParse(value).success ? problem(key, `must be ${rule.form}`) : [];
  });
}

/** Without rotation, which Docker's own default has not, the logs of containers fill the disk. */
const logging = { "log-driver": "local" };

/** The settings for a new Docker: logs that rotate, unless the settings or the host's file say something of logs. */
export function withLogging(daemon: Record<string, unknown>, there: Record<string, unknown>): Record<string, unknown> {
  const isSet = ["log-driver", "log-opts"].some((key) => key in daemon || key in there);
  return isSet ? daemon : { ...logging, ...daemon };
}
