import type { ErrorEntries } from "./entry";

export const swarmErrors = {
  RESTORE_FAILED: {
    meaning: "A backup could not be put in place of a manager's data. Docker was started again there.",
    action: "Correct what the cause says, then run again.",
  },
  RESTORE_REFUSED: {
    meaning: "The backup that the configuration names cannot be restored to these machines. Nothing was changed.",
    action: "Read the cause, correct or remove `swarm.restore`, then run again; see [swarm.md](swarm.md).",
  },
  SWARM_CA_ROTATING: {
    meaning: "The previous rotation of the root certificate is not finished: some nodes have no new certificate yet.",
    action: "Bring the nodes that the error names up, or remove them from the swarm, then run again.",
  },
  SWARM_HOST_IN_ANOTHER: {
    meaning: "The host is a member of another swarm. It is not taken out of it unasked.",
    action: "If it is not needed there, run `docker swarm leave --force` on it, then run again.",
  },
  SWARM_JOIN_FAILED: {
    meaning: "The host could not join. The cause lists the answer of every manager that was tried.",
    action:
      "Open 2377/tcp between the host and the managers, for a manager in both directions. Check the host's clock and address.",
  },
  SWARM_KEY_KEPT: {
    meaning: "The unlock key is not rotated or removed while managers are down: they could not be unlocked afterwards.",
    action: "Bring these managers back or remove them, then run again.",
  },
  SWARM_LOCKED: {
    meaning: "Docker was restarted with autolock on, so the managers wait for the unlock key.",
    action:
      "Run `pulumi up --refresh`, which unlocks them if the key is in the state. Otherwise run `docker swarm unlock` on each of them.",
  },
  SWARM_MANAGERS_UNREACHABLE: {
    meaning:
      "Not every declared manager answers, so it is not certain that there is no swarm yet. A second one is never made.",
    action: "Bring these machines up, or remove them from the managers, then run again.",
  },
  SWARM_NODE_IN_USE: {
    meaning: "The swarm does not remove the node's record yet. The removal is repeated.",
    action: "Run again if it ends the run; `docker node ls` shows the node's state.",
  },
  SWARM_NONE: {
    meaning: "None of the managers is in a swarm.",
    action: "If the swarm was ended by hand, run `pulumi refresh`, then `pulumi up`, which makes a new one.",
  },
  SWARM_NO_LEADER: {
    meaning: "The swarm has no leader at this moment. The call is repeated; an election takes some seconds.",
    action: "If it lasts, check that a majority of the managers is up and that 2377/tcp is open between them.",
  },
  SWARM_NO_MANAGER: {
    meaning: "The chosen manager stopped or was demoted during a call. Another one is tried.",
    action: "Run again if it ends the run.",
  },
  SWARM_NO_NETWORKS: {
    meaning: "The manager is unlocked, but Docker did not start its overlay networks: nothing listens on 7946/tcp.",
    action:
      "Read `journalctl -u docker` on it, run `systemctl restart docker` there, then run again, which unlocks it.",
  },
  SWARM_OTHER_ADDRESS: {
    meaning: "The host is a member with another address than the declared one. A node cannot change its address.",
    action:
      "Declare the address that the error names. Or remove the host from the configuration, run `pulumi up`, and add it again.",
  },
  SWARM_PORT_CLOSED: {
    meaning: "The node joined, but a port that the swarm needs is closed between two nodes.",
    action: "Open the port that the error names, on both hosts and on the way, then run again.",
  },
  SWARM_QUORUM_AT_STAKE: {
    meaning: "The step was refused because the swarm would lose its quorum: too few managers are reachable.",
    action: "Bring unreachable managers back or remove them, or add a manager first, then run again.",
  },
  SWARM_QUORUM_LOST: {
    meaning:
      "A majority of the managers is down. Running tasks continue, but nothing can be changed, and nothing was changed.",
    action:
      "Bring managers back until a majority runs. Only if they are lost forever, recover from one of them; see [swarm.md](swarm.md).",
  },
  SWARM_RECOVERY_REFUSED: {
    meaning: "The recovery that the configuration asks for does not fit what is there. Nothing was changed.",
    action: "Read the cause, correct or remove `swarm.recover`, then run again.",
  },
  SWARM_TWO: {
    meaning: "The declared managers belong to different swarms.",
    action: "Run `docker swarm leave --force` on the machines of the unwanted swarm, then run again.",
  },
  SWARM_UNREACHABLE: {
    meaning: "No manager can be used. The cause gives the reason of each.",
    action: "Check that the machines run and that Docker is up on them, then run again.",
  },
  SWARM_WRONG_KEY: {
    meaning:
      "The manager is locked and the unlock key in the state does not fit: it was rotated while the manager was down.",
    action:
      "Run `docker swarm unlock` on it with the earlier key. Or run `docker swarm leave --force` there, then `pulumi up --refresh`, which has it join again.",
  },
} as const satisfies ErrorEntries;
