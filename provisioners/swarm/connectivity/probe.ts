import { unlessMissing } from "../../docker/client/call";
import { inspectNetwork, type Network } from "../../docker/client/networks";
import type { Host } from "../../docker/host";

/** A port that nobody listens on: "connection refused" comes from the other end, and so proves the way there and back. */
export const UNUSED = 9;
export const CONNECT = 'exec env LC_ALL=C timeout 5 bash -c "exec 3<>/dev/tcp/$1/$2"';
const INSIDE = "nsenter --net=/run/docker/netns/ingress_sbox";
export const CONNECT_INSIDE = `exec ${INSIDE} sh -c '${CONNECT}' reach "$1" "$2"`;

/** The network that every node is in by a sandbox of its own; `undefined` where somebody removed it. */
export const ingress = (host: Host) => unlessMissing(inspectNetwork(host, "ingress"));

/** Pure: where a node is in the network `ingress`, as its own Docker shows it. */
export const sandboxAddress = (network: Network | undefined) =>
  network?.Containers?.["ingress-sbox"]?.IPv4Address?.split("/")[0];

/** A way by TCP to an address, from the host itself or from its place in the network `ingress`. */
export interface Way {
  from: "host" | "ingress";
  address: string;
  port: number;
}

/** `refused`: the other end answered that nobody listens. `silent`: nothing came back. */
export type Outcome = "open" | "refused" | "silent";

const TRY_ALL = `index=0
for way do
  (
    IFS=' '; set -- $way
    case $1 in
    host) text=$(sh -c '${CONNECT}' reach "$2" "$3" 2>&1) ;;
    *) text=$(${INSIDE} sh -c '${CONNECT}' reach "$2" "$3" 2>&1) ;;
    esac && outcome=open || case $text in *refused*) outcome=refused ;; *) outcome=silent ;; esac
    echo "$index $outcome"
  ) &
  index=$((index + 1))
done
wait`;

/** Tries several ways at once, in one round trip. */
export async function tryWays(host: Pick<Host, "run">, ways: readonly Way[]): Promise<Outcome[]> {
  if (ways.length === 0) return [];
  const words = ways.map(({ from, address, port }) => `${from} ${address} ${port}`);
  const options = { what: "try the swarm's ports", idempotent: true };
  const { stdout } = await host.run(["sh", "-c", TRY_ALL, "reach", ...words], options);
  const found = new Map(stdout.split("\n").map((line) => line.split(" ") as [string, Outcome]));
  return ways.map((_way, index) => found.get(String(index)) ?? "silent");
}
