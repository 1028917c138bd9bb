import { z } from "zod";
import { defineResource, type Resource } from "../../../../provisioners/provider/resource";
import type { Cloud } from "./cloud";

/** A resource that the account keeps and that does nothing by itself. */
interface Kept<I extends z.ZodObject> {
  /** Token without the package: `ec2/vpc:Vpc`. */
  token: string;
  prefix: string;
  inputs: I;
  /** Types and IDs that must be there first, or the cloud refuses. */
  needs?(args: z.output<I>): [type: string, id: string][];
  /** What changes for machines when it comes, changes or goes. */
  changed?(cloud: Cloud): Promise<void>;
}

export const tags = z.record(z.string(), z.string()).default({});
export const region = z.string();

export function kept<I extends z.ZodObject>({ token, prefix, inputs, needs, changed }: Kept<I>) {
  return (cloud: Cloud): Resource => {
    const { account } = cloud;
    const type = token.split(":")[1] as string;
    const put = async (id: string, args: z.output<I>) => {
      for (const [kind, needed] of needs?.(args) ?? []) account.must(kind, needed);
      account.put(type, id, args);
      await changed?.(cloud);
      return {};
    };
    return defineResource({
      name: token,
      description: type,
      inputs,
      outputs: z.object({}),
      async create(_context, args) {
        const id = cloud.id(prefix);
        return { id, outputs: await put(id, args) };
      },
      update: (_context, id, _state, args) => put(id, args),
      async delete(_context, id) {
        account.remove(id);
        await changed?.(cloud);
      },
    }) as unknown as Resource;
  };
}
