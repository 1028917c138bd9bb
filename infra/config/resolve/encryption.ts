import type { Mistake } from "../problems/problems";
import type { Settings } from "../schema/schema";
import type { StackConfig } from "./stacks";

/** Whether overlay networks are to be encrypted: by the setting, a network of its own or one in a stack file. */
export function isEncrypted(
  { encryptedOverlays, networks }: Pick<Settings, "encryptedOverlays" | "networks">,
  stacks: readonly StackConfig[],
): boolean {
  const inStacks = stacks.some(({ encryptedNetworks }) => encryptedNetworks.length > 0);
  return encryptedOverlays || inStacks || networks.some(({ encrypted }) => encrypted);
}

const ways =
  "encrypted overlay networks need IP protocol 50 (ESP) between the nodes, and DigitalOcean's firewall lets only TCP, " +
  "UDP and ICMP through. Either leave the encryption out (a VPC is closed to others; or encrypt in the services " +
  "themselves, with TLS), or take source `aws` or `hosts`, where ESP can be let through";

/** Encrypted networks where the firewall cannot let them through: they would be made, and carry nothing. */
export function refuseEncryption(
  { encryptedOverlays, networks }: Pick<Settings, "encryptedOverlays" | "networks">,
  stacks: readonly StackConfig[],
  mistakes: Mistake[],
): void {
  if (encryptedOverlays) mistakes.push({ path: "encryptedOverlays", text: `cannot be: ${ways}` });
  networks.forEach(({ encrypted }, index) => {
    if (encrypted) mistakes.push({ path: `networks[${index}].encrypted`, text: `cannot be: ${ways}` });
  });
  for (const { path, name, encryptedNetworks } of stacks) {
    for (const network of encryptedNetworks) {
      mistakes.push({ path, text: `(${name}) has the encrypted network \`${network}\`: ${ways}` });
    }
  }
}
