const SIGNATURE = "4dabf18193072939515e22adb298388d";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface Exported {
  deployment: { resources: { type: string; urn: string; id?: string; inputs?: Json; outputs?: Json }[] };
}

interface Resource {
  type: string;
  name: string;
  id: string;
  inputs: Json;
  outputs: Json;
}

/** What a state was made from. */
export interface Origin {
  stack: string;
  settings: Json;
  /** Files that the settings name, by path. */
  files: Record<string, string>;
}

/**
 * What `pulumi stack export --show-secrets` printed, as test/unit/plugin/upgrade.test.ts replays it: the resources of the
 * plugin, with every secret replaced, in the settings as well.
 */
export function recordedState(exported: string, origin: Origin): string {
  const { deployment } = JSON.parse(exported) as Exported;
  const secrets = new Map<string, string>();
  const resources = deployment.resources
    .filter(({ type, id }) => type.startsWith("swarm:") && id)
    .map(({ type, urn, id = "", inputs = {}, outputs = {} }): Resource => {
      const name = urn.split("::").at(-1) as string;
      return { type, name, id, inputs: wired(inputs, secrets), outputs: wired(outputs, secrets) };
    });
  const text = JSON.stringify({ ...origin, resources: [...resources, hostKeyOf(resources)] }, null, 2);
  return `${[...secrets].reduce((all, [secret, other]) => all.replaceAll(inJson(secret), inJson(other)), text)}\n`;
}

/** Only clouds declare a `HostKey`, so it is made up, of a machine's connection. */
function hostKeyOf(resources: readonly Resource[]): Resource {
  const host = resources.find(({ type }) => type === "swarm:index:Host")?.inputs as { name: string; connection: Json };
  const inputs = { name: host.name, machine: "machine-1", connection: host.connection };
  const { hostKey } = host.connection as { hostKey: string };
  return { type: "swarm:index:HostKey", name: host.name, id: "machine-1", inputs, outputs: { ...inputs, hostKey } };
}

/** A value as the engine hands it to a provider; notes each text in a secret with what stands for it. */
function wired(value: Json, secrets: Map<string, string>): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => wired(each, secrets));
  const { plaintext, [SIGNATURE]: signature } = value;
  if (signature !== undefined && typeof plaintext === "string") {
    const inner = JSON.parse(plaintext) as Json;
    note(inner, secrets);
    return { [SIGNATURE]: signature, value: inner };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wired(inner, secrets)]));
}

function note(value: Json, secrets: Map<string, string>): void {
  if (typeof value === "string") {
    if (!secrets.has(value) && value !== "") secrets.set(value, standIn(value, secrets.size + 1));
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) note(inner, secrets);
  }
}

/** Another text of the same kind: a key keeps the lines around it. */
function standIn(secret: string, number: number): string {
  const [, begin = "", end = ""] = /^(-----BEGIN [^\n]*\n)[\s\S]*?(\n-----END [^\n]*\n?)$/.exec(secret) ?? [];
  return `${begin}secret-${number}-of-the-recorded-state${end}`;
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
