import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../../provisioners/core/errors";
import type { Host } from "../../../provisioners/docker/host";
import { hostKey } from "../../../provisioners/host/host-key";
import type { Connection } from "../../../provisioners/ssh/schema";
import { connection, fakeContext } from "../fakes/context";

/* Which key a host is verified by, and when. That sshd really shows the keys is shown by the cloud suite. */

const BOOTSTRAP = "ecdsa-sha2-nistp256 AAAA bootstrap";
const OWN = "ssh-ed25519 AAAA made-there";

class FakeHost {
  /** Keys that sshd shows. */
  shown = [BOOTSTRAP];
  readonly calls: string[] = [];
  readonly commands: string[][] = [];
  readonly host: Host = {
    label: "h",
    run: async (command, { what = "" } = {}) => {
      this.calls.push(what);
      this.commands.push([command].flat());
      if (what === "make a host key" && !this.shown.includes(OWN)) this.shown.push(OWN);
      return { stdout: what === "make a host key" ? `${OWN}\n` : "", stderr: "", code: 0 };
    },
    runAll: async () => [],
    upload: async () => undefined,
    docker: () => {
      throw new Error("no Docker is needed");
    },
  };

  use = async ({ hostKey: pin }: Connection): Promise<Host> => {
    this.calls.push(`dial ${pin}`);
    if (this.shown.includes(pin)) return this.host;
    throw new SwarmError({ code: "SSH_HOST_KEY_MISMATCH", summary: "The host presents another key" });
  };
}

const inputs = {
  name: "manager-1",
  machine: "4711",
  connection: { ...connection("203.0.113.1"), hostKey: BOOTSTRAP },
};
let fake: FakeHost;
let context: ReturnType<typeof fakeContext>;
beforeEach(() => {
  fake = new FakeHost();
  context = fakeContext(fake.use);
});

const whole = [`dial ${BOOTSTRAP}`, "make a host key", `dial ${OWN}`, "retire the bootstrap key"];

test("the bootstrap key verifies the first contact, and is retired once the new one has proven itself", async () => {
  expect(await hostKey.create(context, inputs)).toEqual({ id: "4711", outputs: { hostKey: OWN } });
  expect(fake.calls).toEqual(whole);
});

test("a create that was killed before its key was known is repeated and gives the same", async () => {
  await hostKey.create(context, inputs);
  fake.calls.length = 0;
  expect(await hostKey.create(context, inputs)).toEqual({ id: "4711", outputs: { hostKey: OWN } });
  expect(fake.calls).toEqual(whole);
});

test("a host that does not show the new key keeps the bootstrap key, and up fails", async () => {
  jest.spyOn(fake.shown, "push").mockImplementation(() => 0);
  await expect(hostKey.create(context, inputs)).rejects.toMatchObject({ code: "SSH_HOST_KEY_MISMATCH" });
  expect(fake.calls).toEqual(whole.slice(0, 3));
});

test("later only the known key is trusted, also where the address is another", async () => {
  await hostKey.create(context, inputs);
  fake.calls.length = 0;
  const state = { ...inputs, hostKey: OWN };
  const moved = { ...inputs, connection: { ...inputs.connection, host: "203.0.113.2" } };
  expect(await hostKey.update?.(context, "4711", state, moved)).toEqual({ hostKey: OWN });
  expect(fake.calls).toEqual([`dial ${OWN}`]);
  // Whoever has the bootstrap key from the user data gets nowhere with it.
  fake.shown = [BOOTSTRAP];
  await expect(hostKey.update?.(context, "4711", state, moved)).rejects.toMatchObject({
    code: "SSH_HOST_KEY_MISMATCH",
  });
});

test.each(["ssh", "sshd"])("where sshd's unit is called %s, that one is reloaded", async (unit) => {
  await hostKey.create(context, inputs);
  const folder = mkdtempSync(join(tmpdir(), "host-key-"));
  const log = join(folder, "log");
  const put = (name: string, script: string) => {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  };
  try {
    for (const each of ["bin", "etc/ssh", "etc/tmpfiles.d"]) mkdirSync(join(folder, each), { recursive: true });
    put("systemctl", `case "$1" in\ncat) [ "$2" = ${unit}.service ];;\nreload) echo "$2" >>${log};;\n*) false;;\nesac`);
    put("ssh-keygen", 'while [ "$1" != -f ]; do shift; done; echo private >"$2"; echo "ssh-ed25519 AAAA" >"$2.pub"');
    put("systemd-run", 'while [ "$1" != sh ]; do shift; done; "$@"');
    for (const name of ["sshd", "systemd-tmpfiles"]) put(name, "true");
    const env = { PATH: `${join(folder, "bin")}:${process.env.PATH}` };
    for (const [file = "", ...args] of fake.commands) {
      // On this computer's own /etc nothing is tried out.
      execFileSync(
        file,
        args.map((arg) => arg.replaceAll("/etc/", `${folder}/etc/`)),
        { env },
      );
    }
    expect(readFileSync(log, "utf8")).toBe(`${unit}\n${unit}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
