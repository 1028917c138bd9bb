import { stringify } from "yaml";
import { metadataGuard } from "../../../provisioners/host/prepare/metadata-guard";

/** What cloud-init makes of a new machine. */
export interface UserDataArgs {
  hostname: string;
  /** A login user to make, with sudo; `undefined` where the image has one. */
  user?: string;
  /** Public key that may log in. */
  authorizedKey: string;
  /** The ecdsa key that the machine shows at the first contact, so that the contact can be verified. */
  hostKey: { publicKey: string; privateKey: string };
  /**
   * Keeps containers from the metadata service, which hands this very text to whoever asks. For clouds that have no
   * other means against it.
   */
  guardMetadata: boolean;
}

/** User data for cloud-init: never a password, never a login as root. */
export function userData({ hostname, user, authorizedKey, hostKey, guardMetadata }: UserDataArgs): string {
  const config = {
    hostname,
    preserve_hostname: false,
    manage_etc_hosts: "localhost",
    ...(user && { users: [loginUser(user, authorizedKey)] }),
    ...(!user && { ssh_authorized_keys: [authorizedKey] }),
    disable_root: true,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    // Only this one: keys of other types would be unknown to us, and a client might be shown them.
    ssh_keys: { ecdsa_private: hostKey.privateKey, ecdsa_public: hostKey.publicKey },
    growpart: { mode: "auto", devices: ["/"] },
    write_files: [sshSettings, ...(guardMetadata ? [metadataGuard] : [])],
    ...(guardMetadata && { runcmd: [["systemctl", "enable", "--now", "metadata-guard.service"]] }),
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

function loginUser(name: string, authorizedKey: string) {
  return {
    name,
    shell: "/bin/bash",
    sudo: "ALL=(ALL) NOPASSWD:ALL",
    lock_passwd: true,
    ssh_authorized_keys: [authorizedKey],
  };
}

// Sorts before the files of images and of cloud-init: sshd, which starts after this is written, keeps the first value that
// it reads.
const sshSettings = {
  path: "/etc/ssh/sshd_config.d/10-pulumi-swarm.conf",
  content: "PermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n",
};
