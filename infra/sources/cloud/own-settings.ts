import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "../../settings/config-secret";

/**
 * What the stack says in the namespace of a cloud's own provider: only the default provider reads it
 * by itself.
 * @param typed The settings as the cloud's npm package reads them
 */
export function ownSettings(namespace: string, typed: object): Record<string, unknown> {
  const prefix = `${namespace}:`;
  const all = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(
    all.map(([fullKey, text]) => {
      const key = fullKey.slice(prefix.length);
      if (isConfigSecret(fullKey)) return [key, pulumi.secret(/^\s*[[{]/.test(text) ? JSON.parse(text) : text)];
      return [key, (typed as Record<string, unknown>)[key] ?? text];
    }),
  );
}

/** The provider that the caller of a cloud's machines chose, if any. */
export function givenProvider(
  { provider, parent }: pulumi.CustomResourceOptions,
  anyType: string,
): pulumi.ProviderResource | undefined {
  return provider ?? parent?.getProvider(anyType);
}

/** Options for resources of our own plugin beside those of a cloud: its provider is none for them. */
export function withoutProvider({
  provider: _,
  ...options
}: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return options;
}
