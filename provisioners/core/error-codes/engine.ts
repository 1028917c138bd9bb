import type { ErrorEntries } from "./entry";

export const engineErrors = {
  DAEMON_JSON_INVALID: {
    meaning:
      "The host's `/etc/docker/daemon.json` is not valid JSON, so the declared settings cannot be merged into it.",
    action: "Correct or remove the file on the host, then run again.",
  },
  DAEMON_SETTINGS_REFUSED: {
    meaning: "The installed Docker rejects the new `daemon.json`. The old one is still in place and Docker still runs.",
    action: "Correct the keys in `engine.daemon` that the cause names.",
  },
  ENGINE_DATA_MOVED: {
    meaning:
      "A new `data-root` would start Docker without its data: outside the swarm, without containers, images and volumes.",
    action:
      "Keep `data-root`. To move it, take one node after the other: drain it, stop Docker, move the folder, set `data-root` in `daemon.json`, start Docker, run again.",
  },
  ENGINE_DOWNGRADE: {
    meaning: "The declared version is older than the installed one. Docker does not support that for its data.",
    action:
      "Declare the installed version or a newer one. `engine.allowDowngrade` permits it at your own risk; see [upgrades.md](upgrades.md).",
  },
  ENGINE_HOST_UNFIT: {
    meaning: "Docker for a swarm cannot be set up on this host: the system, the processor or its settings do not fit.",
    action: "Use a host from the list in [engine.md](engine.md), or change what the causes name.",
  },
  ENGINE_KEY_MISMATCH: {
    meaning: "The key that signs the package repository is not the expected one. Nothing was installed.",
    action:
      "Check the mirror's address and the way to it. If the mirror signs its packages itself, set `engine.mirror.keyFingerprint`.",
  },
  ENGINE_NOT_READY: {
    meaning: "Docker was changed and restarted, but the node did not become ready in the swarm.",
    action:
      "Read `journalctl -u docker` on the node, and check that 2377/tcp, 7946/tcp and udp and the data path port (4789/udp) are open between the nodes.",
  },
  ENGINE_NOT_RELOADED: {
    meaning: "Docker did not confirm that it reloaded `daemon.json`.",
    action: "Read `journalctl -u docker` on the host, then run again.",
  },
  ENGINE_NOT_RUNNING: {
    meaning: "Docker does not start. The cause is the end of its log.",
    action: "Correct what the log says. The settings are in `/etc/docker/daemon.json`.",
  },
  ENGINE_NOT_TOUCHED: {
    meaning: "The rollout stopped at another node that failed, so this node kept its Docker.",
    action: "Correct the error of the other node, then run again. Nodes that are done stay done.",
  },
  ENGINE_NO_VERSION: {
    meaning: "The host's package sources do not offer Docker in the declared version, or at all.",
    action: "Declare one of the versions that the error lists, or check `engine.source` and `engine.mirror`.",
  },
  ENGINE_OTHER_SOURCE: {
    meaning:
      "The installed Docker came from another source than the declared one, so it cannot be upgraded from there.",
    action: "Set `engine.source` to where it came from, omit `engine.version`, or remove Docker from the host first.",
  },
  ENGINE_OTHER_VERSION: {
    meaning: "The declared version was installed, but another Docker runs.",
    action: "Look for a second Docker on the host: `systemctl cat docker`, `which -a dockerd`, `snap list`.",
  },
  ENGINE_SERVICES_MISSING: {
    meaning: "The node's Docker was changed and is ready, but services that ran before are not complete again.",
    action: "Read `docker service ps --no-trunc <service>`, then run again. The remaining nodes follow.",
  },
} as const satisfies ErrorEntries;

export const dockerErrors = {
  "DOCKER_<status>": {
    meaning:
      "Docker's API refused a call with this HTTP status, such as `DOCKER_404` (not found) or `DOCKER_409` (conflict). The cause is Docker's own text.",
    action: "Do what the cause suggests, then run again.",
  },
  DOCKER_NOT_RUNNING: {
    meaning: "SSH works, but nothing answers at Docker's socket on the host.",
    action: "Look at `systemctl status docker` and `journalctl -u docker` on the host.",
  },
  DOCKER_NO_ANSWER: {
    meaning: "Docker accepted the call but did not answer in time, or closed the connection.",
    action: "Look at `systemctl status docker`, `journalctl -u docker` and the load of the host.",
  },
  DOCKER_OUT_OF_SEQUENCE: {
    meaning: "Somebody else changed the same object at the same time. The change is repeated on top of theirs.",
    action: "Run again if it ends the run. Do not run two programs that change the same object.",
  },
} as const satisfies ErrorEntries;
