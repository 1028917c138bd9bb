import type { SshHost } from "../../../provisioners/ssh/types";

/** `runAll` of a host in memory, by its `run` and its `upload`. */
export function oneByOne(host: Pick<SshHost, "run" | "upload">): SshHost["runAll"] {
  return async (commands, { onBegin } = {}) => {
    const results = [];
    for (const [index, { script, ...options }] of commands.entries()) {
      onBegin?.(index);
      const path = options.what?.match(/^write (\/.*)$/)?.[1];
      if (path) await host.upload(path, options.stdin ?? "");
      const run = path ? async () => ({ stdout: "", stderr: "", code: 0 }) : host.run;
      const { codes = [0], failed = () => new Error(`${options.what} failed`) } = options;
      const result = await run(script, { ...options, idempotent: true }).catch((error: unknown) => {
        // A test that lets a command fail throws.
        if (!options.failed || (error as { code?: string }).code !== "SSH_COMMAND_FAILED") throw error;
        return { stdout: "", stderr: String(error), code: 1 };
      });
      if (!codes.includes(result.code)) throw failed(result);
      results.push(result);
    }
    return results;
  };
}
