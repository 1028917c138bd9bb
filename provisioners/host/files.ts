import type { Host } from "../docker/host";

const NONE = 3;

/** Text of a file; `undefined` where it is missing. */
export async function readText(host: Host, path: string): Promise<string | undefined> {
  const script = 'if [ -e "$1" ]; then cat -- "$1"; else exit 3; fi';
  const { stdout, code } = await host.run(["sh", "-c", script, "read", path], {
    codes: [0, NONE],
    what: `read ${path}`,
    idempotent: true,
  });
  return code === NONE ? undefined : stdout;
}
