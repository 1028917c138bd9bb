import type { NetworkSpec } from "../docker/client/networks";
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
