import type { ErrorEntries } from "./entry";

export const sshErrors = {
  SSH_AUTH_FAILED: {
    meaning: "The host refused the login: the user does not accept this key, or sshd forbids this login.",
    action:
      "Add the public key to the user's `~/.ssh/authorized_keys` on the host, or set `user` and `privateKey` to a login that works.",
  },
  SSH_BAD_HOST_KEY: {
    meaning: "The `hostKey` in the configuration is neither a public key nor a fingerprint.",
    action:
      "Set it to a line of `ssh-keyscan`, such as `ssh-ed25519 AAAA…`, or to a fingerprint, such as `SHA256:…`. Compare it with the host's console first.",
  },
  SSH_BAD_KEY: {
    meaning:
      "The private key cannot be read: it is a public key, is damaged, or has a passphrase that is not given or another one.",
    action:
      "Use an OpenSSH or PEM private key, with its `passphrase` where it has one, both stored as Pulumi secrets; or an SSH agent.",
  },
  SSH_BAD_PATH: {
    meaning: "A file was to be uploaded to a path that is not absolute.",
    action: "Report it as a bug, unless the path comes from your configuration.",
  },
  SSH_CHANNEL_REFUSED: {
    meaning: "sshd opened no further session on a connection that works. Its `MaxSessions` is too low.",
    action: "Set `MaxSessions` in `/etc/ssh/sshd_config` to 10 (its default) or more, and reload sshd.",
  },
  SSH_COMMAND_FAILED: {
    meaning: "A command on the host ended with an error. The cause is the end of its output.",
    action: "Correct what the output says on that host, then run again.",
  },
  SSH_DIAL: {
    meaning: "One attempt to connect failed. It is repeated until the deadline, which ends with `SSH_UNREACHABLE`.",
    action: "Look at the network between this computer and the host if it happens often.",
  },
  SSH_DROPPED: {
    meaning: "The connection broke while a command ran. The command may have been executed.",
    action: "Check the network and whether the host restarted, then run again: what is done already is recognised.",
  },
  SSH_EXEC_REFUSED: {
    meaning: "The login works, but sshd does not let it run commands.",
    action: "Use a login with a shell and without a forced command.",
  },
  SSH_HOST_KEY_MISMATCH: {
    meaning:
      "The host presents another key than the pinned one. It was reinstalled, its address belongs to another machine, or somebody intercepts the connection. Nothing was sent to it.",
    action:
      "Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host's console. Only if the new key is right, set `hostKey` to it.",
  },
  SSH_FORWARD_FORBIDDEN: {
    meaning: "A host forwards no connections to its ports, which `pulumi-swarm forward` needs.",
    action: "Set `AllowTcpForwarding yes` in the host's `/etc/ssh/sshd_config`, and reload sshd.",
  },
  SSH_JUMP_FORBIDDEN: {
    meaning: "The jump host accepts the login but forwards no connections.",
    action: "Set `AllowTcpForwarding yes` in the jump host's `/etc/ssh/sshd_config`, and reload sshd.",
  },
  SSH_LOGIN_SHELL: {
    meaning:
      "The login works, but the user's login shell runs no command: a file that it reads at its start ends it, starts another program in its place or waits for input; or the account or its key is only there for something else.",
    action:
      "Read what it printed. Look for `exit`, `exec`, `set -e` and `read` in the shell's start-up files (bash: `~/.bashrc`), for `command=` in `~/.ssh/authorized_keys`, and for the shell in `/etc/passwd`. Put what is for terminals behind `case $- in *i*) ;; *) return ;; esac`.",
  },
  SSH_NO_AGENT: {
    meaning:
      "The connection has no private key, so the SSH agent's keys are used; but `SSH_AUTH_SOCK` is not set, nobody answers there, or the agent has no key that can be used. Keys of security keys (`sk-…`, FIDO) cannot be used: docs/hosts.md says why.",
    action:
      "Start an agent in the shell that runs Pulumi and add a key (`ssh-add`), or set `privateKey` as a Pulumi secret.",
  },
  SSH_NO_COMMON_ALGORITHM: {
    meaning: "The host offers no SSH algorithm that is safe. SHA-1, CBC ciphers and DSA are not accepted.",
    action: "Update OpenSSH on the host, or remove the restriction from its `sshd_config`.",
  },
  SSH_NO_SUDO: {
    meaning:
      "The user is not root and sudo does not run commands for it: it asks for a password that is not set, or refuses.",
    action:
      "Log in as root, set `sudoPassword` (with `--secret`), or put `<user> ALL=(ALL) NOPASSWD:ALL` into `/etc/sudoers.d/<user>` on the host.",
  },
  SSH_PORT_CLOSED: {
    meaning: "A port that `pulumi-swarm forward` leads to is not answered.",
    action: "Check that the process runs, and that it listens on all addresses of its container.",
  },
  SSH_UNREACHABLE: {
    meaning: "The host could not be reached over SSH before the deadline.",
    action:
      "Check that the machine runs, that address and port are right, and that firewalls let this computer in. A jump host is checked likewise.",
  },
} as const satisfies ErrorEntries;
