import { readText } from "../files";
import { keptFolder, type Step } from "./step";

/** Two lines: the name from before, and ours. */
const kept = `${keptFolder}/hostname`;

export const hostname: Step = async (host, { hostname: wanted }) => {
  const { stdout } = await host.run(["hostnamectl", "--static"], { what: "ask for the host name", idempotent: true });
  const actual = stdout.trim();
  const [before, ours] = ((await readText(host, kept)) ?? "").split("\n");
  const set = (name: string) =>
    host.run(["hostnamectl", "set-hostname", name], { what: `set the host name ${name}`, idempotent: true });
  if (wanted !== undefined) {
    if (actual === wanted) return [];
    const make = async () => {
      await host.upload(kept, `${before || actual}\n${wanted}\n`);
      await set(wanted);
    };
    return [{ what: `host name ${wanted} instead of ${actual}`, make }];
  }
  if (!before) return [];
  // Somebody's later choice stays.
  const isOurs = actual === ours;
  const make = async () => {
    if (isOurs) await set(before);
    await host.run(["rm", "-f", kept], { idempotent: true });
  };
  return [{ what: isOurs ? `host name ${before} again` : `host name stays ${actual}`, make }];
};
