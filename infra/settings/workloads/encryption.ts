import type { Settings } from "../types";
import type { StackConfig } from "./stacks";

/** A place that asks for encrypted overlay networks. */
export interface EncryptionWish {
  path: string;
  /** What goes before the reason in a problem: ``(shop) has the encrypted network `back` ``. */
  subject: string;
}

/** Everything that asks for encrypted overlay networks: the setting, networks for several stacks, stack files. */
export function encryptionWishes(
  { encryptedOverlays, networks }: Pick<Settings, "encryptedOverlays" | "networks">,
  stacks: readonly StackConfig[],
): EncryptionWish[] {
  const subject = "cannot be";
  return [
    ...(encryptedOverlays ? [{ path: "encryptedOverlays", subject }] : []),
    ...networks.flatMap(({ encrypted }, index) =>
      encrypted ? [{ path: `networks[${index}].encrypted`, subject }] : [],
    ),
    ...stacks.flatMap(({ path, name, encryptedNetworks }) =>
      encryptedNetworks.map((network) => ({ path, subject: `(${name}) has the encrypted network \`${network}\`` })),
    ),
  ];
}
