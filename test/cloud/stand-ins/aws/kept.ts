import { z } from "zod";
import type { HandlerContext } from "../../../../provisioners/provider/handler-context";
import { defineResource, type Resource } from "../../../../provisioners/provider/resource";
import { stable } from "../../../../provisioners/schema/marks";
import { checkTags } from "../names";
import type { Cloud } from "./cloud";

/** A resource that the account keeps and that does nothing by itself. */
interface Kept<I extends z.ZodObject> {
  /** Token without the package: `ec2/vpc:Vpc`. */
  token: string;
  prefix: string;
  inputs: I;
  /** Texts that it has once it is made, and keeps. */
  facts?(id: string, args: z.output<I>, cloud: Cloud): Record<string, string>;
  /** Types and IDs that must be there first, or the cloud refuses. */
  needs?(args: z.output<I>): [type: string, id: string][];
  /** Why the cloud refuses to make it beside `others` of its type. */
  refuses?(args: z.output<I>, others: (z.output<I> & { id: string })[], cloud: Cloud): string | undefined;
  /** Why the cloud refuses a change. */
  refusesChange?(args: z.output<I>, before: z.output<I>): string | undefined;
  /** Inputs whose change replaces it, beside those that are marked. */
  replaces?(before: z.output<I>, args: z.output<I>): string[];
  /** Why the cloud refuses to delete it: what still uses it. */
  usedBy?(id: string, cloud: Cloud): string | undefined;
  /** What goes with it. */
  takesAlong?(id: string, cloud: Cloud): void;
  /** What it is beside its entry in the account. */
  begins?(id: string, cloud: Cloud, context: HandlerContext): Promise<void>;
  ends?(id: string, cloud: Cloud): Promise<void>;
  /** What changes for machines when it comes, changes or goes. */
  changed?(cloud: Cloud): Promise<void>;
}

export const tags = z.record(z.string(), z.string()).default({});
export const region = z.string().regex(/^[a-z]{2}-[a-z]+-\d$/, "is no region");

export function kept<I extends z.ZodObject>(kind: Kept<I>) {
  const { token, prefix, inputs, needs, refuses, refusesChange, replaces, usedBy, takesAlong, changed } = kind;
  return (cloud: Cloud): Resource => {
    const { account } = cloud;
    const type = token.split(":")[1] as string;
    const put = async (id: string, args: z.output<I>) => {
      checkTags((args as { tags?: Record<string, string> }).tags ?? {});
      for (const [kind, needed] of needs?.(args) ?? []) account.must(kind, needed);
      account.put(type, id, args);
      await changed?.(cloud);
    };
    const facts = kind.facts?.("", {} as z.output<I>, cloud) ?? {};
    const outputs = z.object(Object.fromEntries(Object.keys(facts).map((name) => [name, stable(z.string())])));
    return defineResource({
      name: token,
      description: type,
      inputs: inputs as z.ZodObject,
      outputs,
      // The provider makes up names: a new one stands beside the old one for a while.
      createFirst: () => true,
      diff(state, args, usual) {
        const more = replaces?.(state as z.output<I>, args as z.output<I>) ?? [];
        return { ...usual, replaces: [...new Set([...(usual.replaces ?? []), ...more])] };
      },
      async create(context, given) {
        const args = given as z.output<I>;
        const refusal = refuses?.(args, account.all<z.output<I>>(type), cloud);
        if (refusal) throw new Error(refusal);
        const id = cloud.id(prefix);
        const outputs = kind.facts?.(id, args, cloud) ?? {};
        await put(id, args);
        context.exists(id, outputs);
        await kind.begins?.(id, cloud, context);
        return { id, outputs };
      },
      async update(_context, id, state, given) {
        const args = given as z.output<I>;
        const refusal = refusesChange?.(args, account.must<z.output<I>>(type, id));
        if (refusal) throw new Error(refusal);
        await put(id, args);
        return outputs.parse(state);
      },
      async delete(_context, id) {
        const user = usedBy?.(id, cloud);
        if (user) throw new Error(user);
        await kind.ends?.(id, cloud);
        account.remove(id);
        takesAlong?.(id, cloud);
        await changed?.(cloud);
      },
    }) as unknown as Resource;
  };
}
