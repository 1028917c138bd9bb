import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { KeyPair } from "pulumi-swarm";

// Any provider's server will do that takes user data for cloud-init, or whose host key is known in another way.
export const login = new KeyPair("login", {});
export const hostKey = new KeyPair("manager-1-host", {});

const sshKey = new digitalocean.SshKey("login", { publicKey: login.publicKey });
const keys = { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey };
const cloudConfig = pulumi.jsonStringify({ ssh_keys: keys });

export const server = new digitalocean.Droplet("manager-1", {
  image: "debian-13-x64",
  region: "fra1",
  size: "s-2vcpu-4gb",
  sshKeys: [sshKey.fingerprint],
  // JSON is YAML. Secret, because the host key is in it.
  userData: pulumi.secret(pulumi.interpolate`#cloud-config\n${cloudConfig}`),
});
