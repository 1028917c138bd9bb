import type { SshHost } from "../../../provisioners/ssh/types";

/** `runAll` of a host in memory, by its `run`. */
export function oneByOne(run: SshHost["run"]): SshHost["runAll"] {
  return async (commands, { onBegin } = {}) => {
    const results = [];
    for (const [index, { script, ...options }] of commands.entries()) {
      onBegin?.(index);
      const { codes = [0], failed = () => new Error(`${options.what} failed`) } = options;
      const result = await run(script, { ...options, idempotent: true });
      if (!codes.includes(result.code)) throw failed(result);
      results.push(result);
    }
    return results;
  };
}
