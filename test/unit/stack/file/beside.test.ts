import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lookBeside } from "../../../../provisioners/stack/file/beside";
import { copiesOf, copyProblems, hashesOf } from "../../../../provisioners/stack/file/copies";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import { project } from "../copies/local-node";
import { web } from "./texts";

const stackFile = (...mounts: string[]) =>
  web(`    volumes: [${mounts.map((mount) => JSON.stringify(mount)).join(", ")}]\n`);
const mountsOf = (...paths: string[]) =>
  readStackFile(stackFile(...paths.map((path, index) => `${path}:/mnt/${index}`)), { files: "copy" }).mounts;
const reasons = (folder: string, ...paths: string[]) =>
  copyProblems(mountsOf(...paths), { folder }).map(({ reason }) => reason);
const hashOf = (folder: string, path: string) => hashesOf(copiesOf(mountsOf(path), { folder }))[path];

describe("what lies beside a stack file", () => {
  test("has a hash that changes with names, contents and the right to execute, and with nothing else", () => {
    const [a, b] = [project(), project()];
    const hashes = () => [a, b].map((folder) => hashOf(folder, "./x"));
    for (const folder of [a, b]) mkdirSync(join(folder, "x"));
    for (const name of ["1", "2"]) writeFileSync(join(a, "x", name), name);
    for (const name of ["2", "1"]) writeFileSync(join(b, "x", name), name, { mode: 0o600 });
    expect(hashes()[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(hashes()[0]).toBe(hashes()[1]);
    writeFileSync(join(b, "x", "1"), "other");
    const changed = hashes()[1];
    expect(changed).not.toBe(hashes()[0]);
    writeFileSync(join(b, "x", "3"), "", { mode: 0o755 });
    const more = hashes()[1];
    expect(new Set([...hashes(), changed]).size).toBe(3);
    writeFileSync(join(a, "x", "1"), "other");
    writeFileSync(join(a, "x", "3"), "");
    expect(hashes()[0]).not.toBe(more);
  });

  test("may be above it, where the file says so, and behind links that stay inside", () => {
    const folder = project();
    writeFileSync(join(dirname(folder), "shared.conf"), "x");
    mkdirSync(join(folder, "html"));
    symlinkSync("html", join(folder, "current"));
    expect(reasons(folder, "../shared.conf", "./current")).toEqual([]);
  });

  test("that is missing, leads out of the folder, or is no file is refused at its place", () => {
    const folder = project();
    mkdirSync(join(folder, "html", "deep"), { recursive: true });
    symlinkSync("/etc/passwd", join(folder, "absolute"));
    symlinkSync("../up", join(folder, "html", "deep", "up"));
    expect(reasons(folder, "./html")).toEqual([]);
    symlinkSync("../../out", join(folder, "html", "deep", "out"));
    symlinkSync("gone", join(folder, "nowhere"));
    const found = reasons(folder, "./gone", "./absolute", "./html", "./nowhere");
    expect(found).toEqual([
      expect.stringMatching(
        /^stack\.yaml:\d+:\d+: services\.web\.volumes\[0\]: there is no `\.\/gone` beside the stack/,
      ),
      expect.stringContaining(
        "`./absolute` is, or goes through, a symbolic link that leads out of the stack file's folder",
      ),
      expect.stringContaining("the symbolic link `deep/out` leads out of the folder, to `../../out`"),
      expect.stringContaining("`./nowhere` is a symbolic link that leads nowhere"),
    ]);
    expect(copyProblems(mountsOf("./html"), {})).toEqual([{ property: "folder", reason: expect.any(String) }]);
  });

  test("of more than 50 MiB in all, or 10,000 entries, is refused with the largest", () => {
    const folder = project();
    mkdirSync(join(folder, "html"));
    for (const [name, size] of [
      ["video.mp4", 40],
      ["clip.mp4", 9],
      ["data", 0],
    ] as const) {
      writeFileSync(join(folder, "html", name), "");
      truncateSync(join(folder, "html", name), size * 1024 ** 2);
    }
    writeFileSync(join(folder, "one"), "");
    truncateSync(join(folder, "one"), 1024 ** 2);
    expect(reasons(folder, "./html", "./one")).toEqual([]);
    truncateSync(join(folder, "one"), 1024 ** 2 + 1);
    expect(reasons(folder, "./html", "./one")).toEqual([
      expect.stringMatching(
        /at most 50\.0 MiB in all; this is 50\.0 MiB\. The largest file is `\.\/html\/video\.mp4` with 40/,
      ),
    ]);
    mkdirSync(join(folder, "many", "deep"), { recursive: true });
    for (let index = 0; index < 9_999; index++) writeFileSync(join(folder, "many", "deep", String(index)), "");
    expect(reasons(folder, "./many")).toEqual([
      expect.stringMatching(/at most 10000 files and folders; these are 10001\. Most, 9999, are in `\.\/many\/deep`/),
    ]);
  });
});

test("what cannot be read, or is no path, is looked at as nothing", () => {
  const folder = project();
  writeFileSync(join(folder, "a"), "text", { mode: 0o755 });
  const look = lookBeside(folder);
  expect(look?.("./a")).toEqual({ kind: "file", size: 4, isExecutable: true, isText: true });
  expect([".", "a/b", "gone", "a\0b", "x".repeat(300)].map((path) => look?.(path)?.kind)).toEqual([
    "folder",
    ...Array(4),
  ]);
});

describe("a mount of what lies beside the stack file", () => {
  const problemsOf = (text: string, options: object) =>
    readStackFile(text, options).problems.map(({ reason }) => reason);
  const entry = { kind: "file", size: 10, isExecutable: false, isText: true } as const;
  const refusal = (found: object | undefined, mount = "./nginx.conf:/etc/nginx/nginx.conf") =>
    problemsOf(stackFile(mount), { look: () => found }).join("\n");

  test("of a text file is refused with the lines of a config", () => {
    const config =
      "under services.web `configs: [{source: nginx_conf, target: /etc/nginx/nginx.conf}]`, at the top level `configs: {nginx_conf: {file: ./nginx.conf}}`";
    expect(refusal(entry)).toContain(`(1) as a config: ${config}`);
    expect(refusal(undefined)).toContain(
      `(1) where \`./nginx.conf\` is a text file of less than 1000 KiB, as a config: ${config}`,
    );
    expect(refusal({ ...entry, isExecutable: true })).toContain("target: /etc/nginx/nginx.conf, mode: 0555}");
    expect(refusal(entry)).toContain("(2) set `files: copy` for the stack");
    const taken = `${stackFile("./nginx.conf:/x")}configs: {nginx_conf: {file: a}}\n`;
    expect(problemsOf(taken, {}).join()).toContain("{source: web_nginx_conf, target: /x}");
  });

  test.each([
    ["a folder", { ...entry, kind: "folder", isText: false }],
    ["an empty file", { ...entry, size: 0 }],
    ["a file of 1000 KiB", { ...entry, size: 1000 * 1024 }],
    ["a file of bytes", { ...entry, isText: false }],
  ])("of %s is refused without a config, with copies and an export", (_, found) => {
    expect(refusal(found, "./html:/srv/www:ro")).not.toContain("config");
    expect(refusal(found, "./html:/srv/www:ro")).toContain("(1) set `files: copy`");
    expect(refusal(found, "./html:/srv/www")).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of stack files
      'under services.web `volumes: [html:/srv/www]`, at the top level `volumes: {html: {driver_opts: {type: nfs, o: "addr=${NFS_HOST},nfsvers=4.2", device: :/srv/html}}}`',
    );
  });

  test("in the long form is refused too, with and without a dot; one for writing leads to an export only", () => {
    const long = (source: string, more = "") =>
      web(`    volumes: [{type: bind, source: ${source}, target: /srv${more}}]\n`);
    for (const source of ["./html", "html", "../html", "."]) {
      expect(problemsOf(long(source), {})).toEqual([expect.stringContaining(`mounts \`${source}\`, but nothing lies`)]);
    }
    expect(problemsOf(long("/html"), {})).toEqual([]);
    expect(problemsOf(long("./html", ", read_only: false"), {}).join()).toMatch(
      /swarm: \(1\) for data .* write, an NFS/,
    );
    expect(problemsOf(long("./html", ", read_only: false"), { files: "copy" }).join()).toContain("mounted for writing");
    expect(problemsOf(stackFile("./html:/srv:z,rw"), { files: "copy" }).join()).toContain("they would drift apart");
  });

  test("is copied where asked for, with the service's constraints; whole paths and volumes are not", () => {
    const volumes = '["./a:/a:ro", "/b:/b", "vol:/c", {type: bind, source: "$WHERE", target: /d, read_only: true}]';
    const text = `${web(`    volumes: ${volumes}\n    deploy: {placement: {constraints: [node.role == worker]}}\n`)}volumes: {vol: {}}\n`;
    const { problems, mounts } = readStackFile(text, { files: "copy", variables: { WHERE: "d" } });
    expect(problems).toEqual([]);
    expect(mounts).toMatchObject([
      { service: "web", path: "./a", target: "/a", constraints: ["node.role == worker"] },
      { name: "services.web.volumes[3]", path: "d", target: "/d" },
    ]);
  });
});
