import { mkdir } from "node:fs/promises";
import { run } from "../../../../lab/system/run";

/** Makes a key, gives its folder (`--homedir`) to the work, and writes the public half to a file. The key is lost then. */
export async function withSigningKey(
  home: string,
  publicFile: string,
  work: (home: string) => Promise<unknown>,
): Promise<void> {
  await mkdir(home, { mode: 0o700 });
  const gpg = (...args: string[]) => {
    const options = ["--homedir", home, "--batch", "--yes", "--passphrase", ""];
    return run("gpg", [...options, ...args], { what: `run gpg ${args[0]}` });
  };
  try {
    // rpm reads no newer kinds of keys everywhere.
    await gpg("--quick-gen-key", "Tests <tests@example.invalid>", "rsa3072", "sign", "never");
    await work(home);
    await gpg("--armor", "--output", publicFile, "--export");
  } finally {
    await run("gpgconf", ["--homedir", home, "--kill", "all"], { what: "end gpg's agent" });
  }
}
