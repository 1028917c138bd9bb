import type { Network, NetworkSpec } from "../docker/client/networks";
import type { NetworkInputs } from "./network-schema";

const MTU = "com.docker.network.driver.mtu";

function optionsOf({ mtu, encrypted, options }: NetworkInputs): Record<string, string> {
  return { ...options, ...(mtu !== undefined && { [MTU]: String(mtu) }), ...(encrypted && { encrypted: "" }) };
}

/** The network as Docker is asked for it. */
export function specOf(inputs: NetworkInputs): NetworkSpec {
  const { name, subnets, attachable, internal, labels } = inputs;
  return {
    Name: name,
    Driver: "overlay",
    Attachable: attachable,
    Internal: internal,
    Options: optionsOf(inputs),
    Labels: labels,
    ...(subnets.length > 0 && {
      IPAM: {
        Driver: "default",
        Config: subnets.map(({ subnet, gateway }) => ({ Subnet: subnet, ...(gateway && { Gateway: gateway }) })),
      },
    }),
  };
}

/** What a network has otherwise than declared: `internal is false and should be true`. What is not declared does not count. */
export function differences(found: Network, inputs: NetworkInputs): string[] {
  const declared = optionsOf(inputs);
  // Docker adds options of its own.
  const counts = ([key]: [string, string]) => key in declared || key === "encrypted";
  const options = Object.fromEntries(Object.entries(found.Options ?? {}).filter(counts));
  const subnets = (found.IPAM?.Config ?? []).map(({ Subnet, Gateway }) => ({ Subnet, Gateway }));
  const has = ({ subnet, gateway }: NetworkInputs["subnets"][number]) =>
    subnets.some(({ Subnet, Gateway }) => Subnet === subnet && (gateway === undefined || Gateway === gateway));
  const isAsDeclared =
    inputs.subnets.length === 0 || (inputs.subnets.every(has) && subnets.length === inputs.subnets.length);
  return [
    ...difference("driver", found.Driver, "overlay"),
    ...difference("attachable", found.Attachable, inputs.attachable),
    ...difference("internal", found.Internal, inputs.internal),
    ...difference("options", sorted(options), sorted(declared)),
    ...difference("labels", sorted(found.Labels ?? {}), sorted(inputs.labels)),
    ...(isAsDeclared ? [] : difference("subnets", subnets, inputs.subnets)),
  ];
}

function difference(what: string, is: unknown, should: unknown): string[] {
  const [found, declared] = [JSON.stringify(is), JSON.stringify(should)];
  return found === declared ? [] : [`${what} is ${found} and should be ${declared}`];
}

const sorted = (record: Record<string, string>) => Object.fromEntries(Object.entries(record).sort());
