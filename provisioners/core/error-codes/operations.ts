import type { ErrorEntries } from "./entry";

export const operationErrors = {
  BACKUP_FAILED: {
    meaning:
      "A manager's data could not be copied for a backup, or did not arrive whole. Docker was started again there.",
    action: "Correct what the cause says, then run it again.",
  },
  BACKUP_KEYS: {
    meaning: "It is not clear with what a backup is to be encrypted or decrypted, or a key that was given is none.",
    action:
      "Give recipients (`age1…`) to write one and an identity (`AGE-SECRET-KEY-1…`) to read it, or a passphrase for both.",
  },
  BACKUP_NOT_SAFE: {
    meaning: "No backup was made, because the swarm could lose its quorum while a manager's Docker is stopped for it.",
    action: "Bring the managers back that are away, or confirm with `--yes` where the swarm has one or two managers.",
  },
  BACKUP_NOT_WRITTEN: {
    meaning: "A backup could not be written to where it was to go. Nothing of it was left there by pulumi-swarm.",
    action: "Look at the cause: the file system, or the command's own words.",
  },
  BACKUP_UNDER_WAY: {
    meaning: "Another backup is under way on the manager.",
    action: "Wait until it is done. What a killed one left there is removed after some minutes.",
  },
  BACKUP_UNREADABLE: {
    meaning: "A file is no backup, or a backup that was cut short or changed.",
    action: "Use another copy of it, or an older backup.",
  },
  BACKUP_WRONG_KEY: {
    meaning: "The passphrase or the identities that were given do not open the backup.",
    action: "Use the passphrase, or an identity of one of the recipients, that it was encrypted with.",
  },
  BAD_FILTER: {
    meaning: "A filter of events that was given cannot be read.",
    action: "Give one such as `type=container`, `event=die` or `label=tier=front`.",
  },
  BAD_PLACES: {
    meaning: "`cp` copies between this computer and a container or node, and was given something else.",
    action: "Give one path as `NAME:PATH`, and the other one without a name.",
  },
  BAD_PORT: {
    meaning: "A port that was given cannot be read.",
    action: "Give one as `SERVICE:PORT`, such as `shop_web:8080`.",
  },
  BAD_OPTIONS: {
    meaning: "The options of a command do not fit together.",
    action: "Change what the error names; `--help` shows examples.",
  },
  BAD_TIME: {
    meaning: "A time that was given cannot be read.",
    action: "Give a duration such as `10m`, or a time such as `2026-01-31T12:00:00Z`.",
  },
  CANNOT_COPY: {
    meaning: "A file or folder could not be copied to or from a container or node.",
    action: "Look at the cause: a path that is not there, or the rights of its user.",
  },
  DASHBOARD_PORT: {
    meaning: "The port that the dashboard was to listen on is taken, or not for this user.",
    action: "Choose another one with `--port`, or leave the option out: a free port is found.",
  },
  NO_FIX: {
    meaning: "`doctor --fix` was given the name of a check whose fix is somebody's decision.",
    action: "Do what the finding says, or use one of the names that the error lists.",
  },
  NO_NODE_ANSWERS: {
    meaning: "A command of the operator's asked all nodes, and none of them answered.",
    action:
      "Check that the machines run, and that this computer reaches them over SSH; each has its reason in the error.",
  },
  NO_WAY_TO_CONTAINER: {
    meaning: "A container has no address that its node reaches: it is in internal networks or the host's network only.",
    action: "Publish the port, or use `pulumi-swarm exec`.",
  },
  NODE_OUT_OF_SERVICE: {
    meaning:
      "Another node is out of service: a run of `pulumi up` or of `pulumi-swarm maintenance` is under way, or was ended before it put the node back.",
    action:
      "Wait for that run. If there is none, put the node back with `pulumi-swarm maintenance NODE --restore`, then run again.",
  },
  NOT_CONFIRMED: {
    meaning: "A command that changes something was not confirmed.",
    action: "Answer its question with yes, or give `--yes`.",
  },
  NO_SWARM: {
    meaning: "The state of the stack has no swarm.",
    action: "Run `pulumi up` first, or name the stack of the cluster with `--stack`.",
  },
  NOTHING_NAMED: {
    meaning: "The swarm has no service, stack, task or node with the name that was given.",
    action: "Use one of the names that the error lists.",
  },
  NO_TASK: {
    meaning: "No task that was meant runs at the moment.",
    action: "Look at `pulumi-swarm ps NAME --all`, and at the reasons there.",
  },
  REBALANCE_FAILED: {
    meaning: "A service did not run again after its tasks were spread anew.",
    action: "Look at `pulumi-swarm ps SERVICE --all`, correct what its tasks say, then run again.",
  },
  SEVERAL_SWARMS: {
    meaning: "The state of the stack has several swarms.",
    action: "Choose one with `--swarm`, by a name that the error lists.",
  },
  UNKNOWN_SWARM: {
    meaning: "The state of the stack has no swarm with the name that was given.",
    action: "Use one of the names that the error lists.",
  },
} as const satisfies ErrorEntries;
