import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../../provisioners/core/until";
import { parseSums } from "../../../../provisioners/swarm/backup/cold-copy";
import { copyFolder, dataScript } from "../../../../provisioners/swarm/backup/data-script";
import { sha256, swarmFiles } from "./backup-file";

/** The script in a folder of its own, with a systemctl that writes down what it is asked for. */
function hostWith(systemctl = "") {
  const root = mkdtempSync(join(tmpdir(), "copy-script-"));
  const at = (path: string) => join(root, path);
  for (const [path, text] of Object.entries(swarmFiles)) {
    mkdirSync(join(at("docker"), path, ".."), { recursive: true });
    writeFileSync(join(at("docker"), path), text);
  }
  mkdirSync(at("bin"));
  writeFileSync(
    at("bin/systemctl"),
    `#!/bin/sh\necho "$*" >>${at("calls")}\ncase "$*" in is-failed*) exit 1;; ${systemctl} esac\nexit 0\n`,
    { mode: 0o755 },
  );
  writeFileSync(at("script"), dataScript.replaceAll(copyFolder, at("copy")));
  const env = { ...process.env, PATH: `${at("bin")}:${process.env.PATH}` };
  return {
    at,
    begin: () => spawn("sh", [at("script"), "copy", at("docker")], { env, stdio: "ignore" }),
    end: () => execFileSync("sh", [at("script"), "end"], { env }),
    calls: () =>
      readFileSync(at("calls"), "utf8")
        .split("\n")
        .filter((call) => /^(stop|start)/.test(call)),
    step: () => (existsSync(at("copy/step")) ? readFileSync(at("copy/step"), "utf8").trim() : undefined),
  };
}

const ended = (child: ReturnType<typeof spawn>) => new Promise<number | null>((resolve) => child.once("exit", resolve));

jest.setTimeout(60_000);

describe("the unit that copies Docker's data", () => {
  test("stops Docker with its socket, starts it before it packs, and keeps the copy until it was taken", async () => {
    const host = hostWith();
    const child = host.begin();
    const done = ended(child);
    await until(async () => (host.step() === "packed" ? true : undefined), {
      what: "the packed copy",
      deadlineMs: 30_000,
    });
    expect(host.calls()).toEqual(["stop docker.socket docker.service", "start docker.socket docker.service"]);
    const { files, data } = parseSums(readFileSync(host.at("copy/sums"), "utf8"));
    const archive = readFileSync(host.at("copy/swarm.tar.gz"));
    expect(data).toEqual({ bytes: archive.length, sha256: sha256(archive) });
    expect(Object.fromEntries(files.map(({ path, ...file }) => [path, file]))).toEqual(
      Object.fromEntries(
        Object.entries(swarmFiles).map(([path, text]) => [path, { bytes: text.length, sha256: sha256(text) }]),
      ),
    );
    writeFileSync(host.at("copy/taken"), "");
    expect(await done).toBe(0);
    host.end();
    expect(existsSync(host.at("copy"))).toBe(false);
  });

  test("starts Docker where the copy fails, and leaves nothing", async () => {
    const host = hostWith();
    execFileSync("rm", ["-r", host.at("docker/swarm")]);
    expect(await ended(host.begin())).not.toBe(0);
    host.end();
    expect(host.calls().at(-1)).toBe("start --no-block docker.socket docker.service");
    expect(existsSync(host.at("copy"))).toBe(false);
  });

  test("manages without a socket", async () => {
    const host = hostWith("'cat docker.socket') exit 1;;");
    host.end();
    expect(host.calls()).toEqual(["start --no-block docker.service"]);
  });
});
