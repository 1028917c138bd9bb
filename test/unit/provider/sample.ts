import { z } from "zod";
import { SwarmError } from "../../../provisioners/core/errors";
import { Session } from "../../../provisioners/core/session";
import type { HostPool } from "../../../provisioners/docker/host";
import { Adapter } from "../../../provisioners/provider/adapter";
import { defineResource, type Resource } from "../../../provisioners/provider/resource";
import type { Entry } from "../../../provisioners/provider/status";
import { passive, replaces, secret, stable } from "../../../provisioners/schema/marks";
import { connectionSchema } from "../../../provisioners/ssh/schema";

export const KEY =
  "-----BEGIN OPENSSH PRIVATE KEY-----\nnot-a-real-key-but-long-enough\n-----END OPENSSH PRIVATE KEY-----\n";
export const urn = "urn:pulumi:dev::project::swarm:index:Sample::sample";
export const connection = { host: "203.0.113.7", privateKey: KEY, hostKey: "SHA256:abc" };

/** As the engine wraps secrets. */
export const wrapped = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const inputs = z.object({
  zone: replaces(z.string().min(1)).describe("Where it is."),
  size: z.number().int().min(1).default(1),
  mode: z.enum(["fast", "slow"]).default("fast"),
  pace: passive(z.number()).optional(),
  password: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  hosts: z.array(z.object({ address: z.ipv4(), connection: connectionSchema })).default([]),
});
const outputs = z.object({ place: z.string(), token: stable(secret(z.string())) });
export type Sample = Resource<typeof inputs, typeof outputs>;

/** A provider of one resource, what it said, and whether its connections were closed. */
export function provider(handlers: Partial<Sample> = {}) {
  const said: Entry[] = [];
  const seen = { closed: false };
  const sample = defineResource({
    name: "Sample",
    description: "A sample.",
    inputs,
    outputs,
    create: async (_context, { zone }) => ({ id: `in-${zone}`, outputs: { place: zone, token: "token-of-sample" } }),
    update: async (_context, _id, state, { zone }) => ({ place: `${zone} again`, token: state.token }),
    delete: async () => {},
    ...handlers,
  });
  const adapter = new Adapter([sample as unknown as Resource], {
    version: "1.2.3",
    schema: () => "{}",
    ssh: {
      close: async () => {
        seen.closed = true;
      },
    } as unknown as HostPool,
    session: new Session(),
    sink: async (entry) => void said.push(entry),
  });
  return { adapter, said, seen };
}

export const refused = (text: string) => new SwarmError({ code: "DOCKER_409", summary: text });

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const nothing = Symbol("nothing");
  const caught = await promise.then(
    () => nothing,
    (error) => error,
  );
  if (caught === nothing) throw new Error("It did not fail");
  return caught;
}
