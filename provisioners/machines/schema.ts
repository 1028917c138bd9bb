import { z } from "zod";
import { named, replaces, stable } from "../schema/marks";

/** Inputs of `Machine`: a local virtual machine of a lab. */
export const machineInputs = z.object({
  lab: replaces(z.string().min(1)).describe("Name of the lab: machines of one lab share a private network."),
  name: replaces(z.string().min(1)).describe("Host name, a DNS label."),
  cpus: z.number().int().min(1).default(1).describe("Virtual processors; user-mode Linux always has one."),
  memory: z.number().int().min(256).default(768).describe("Memory in MiB."),
  address: replaces(z.ipv4()).describe("Address on the lab's private network, such as 10.77.0.11."),
  image: replaces(named("MachineImage", z.enum(["docker", "bare", "bare-bookworm"])).default("docker")).describe(
    "`docker`: Docker from the distribution and the NFS client are installed already; `bare`: nothing beyond Debian 13 and an SSH server; " +
      "`bare-bookworm`: the same with Debian 12.",
  ),
  authorizedKey: replaces(z.string().min(1)).describe("Public key (`ssh-ed25519 AAAA…`) that may log in as root."),
  ports: z
    .array(z.number().int().min(1).max(65535))
    .default([])
    .describe("Ports of the machine to reach on 127.0.0.1."),
});

export const machineOutputs = z.object({
  host: stable(z.string()).describe("Where its SSH server is reached: 127.0.0.1."),
  port: z.number().int().describe("Port of its SSH server on `host`."),
  user: stable(z.string()).describe("Login user."),
  hostKey: stable(z.string()).describe("Its SSH host key, as in known_hosts."),
  forwards: z
    .record(z.string(), z.number().int())
    .describe("Port of the machine → port on `host` that leads to it, for each of `ports`."),
});
