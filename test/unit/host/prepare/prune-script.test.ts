import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../../provisioners/core/process";
import { ledgerFolder, pruneScript } from "../../../../provisioners/host/prepare/prune/script";

/* The script as a node runs it, with a Docker that reads its containers and images from two files. */

// Each night starts some dozens of processes.
jest.setTimeout(120_000);

const DAY = 86_400;
/** 2026-06-01, and the time of the day before and so on. */
const NOW = Date.parse("2026-06-01T00:00:00Z") / 1_000;
const at = (daysAgo: number) => new Date((NOW - daysAgo * DAY) * 1_000).toISOString();

/** `containers`: id|service|image|created|state|finished|labels. `images`: id|references. */
const DOCKER = `#!/bin/sh
cd "$STATE"
find() { awk -F'|' -v name="$1" '{ n = split($2, refs, " "); hit = ($1 == name); for (i = 1; i <= n; i++) if (refs[i] == name) hit = 1; if (hit) print }' images; }
case "$*" in
"ps "*label=*) awk -F'|' '$2 != "" { print $1 }' containers ;;
"ps "*status=exited*) awk -F'|' '$5 == "exited" { print $1 }' containers ;;
"ps "*ancestor=*) awk -F'|' -v image="\${5#ancestor=}" '$3 == image { print $1 }' containers ;;
"inspect "*FinishedAt*) awk -F'|' -v id="$6" '$1 == id { print $6, $7; found = 1 } END { exit !found }' containers ;;
"inspect "*) awk -F'|' -v id="$6" '$1 == id { print $2, $3, $4 }' containers ;;
"image inspect --format"*) line=$(find "$5"); [ -n "$line" ] && echo "\${line#*|}" ;;
"image inspect "*) [ -n "$(find "$3")" ] ;;
"image rm "*)
  line=$(find "$3"); id=\${line%%|*}; echo "image $3" >>calls
  awk -F'|' -v id="$id" -v name="$3" '$1 != id { print; next } { n = split($2, refs, " "); left = ""; for (i = 1; i <= n; i++) if (refs[i] != name && refs[i] !~ /@/) left = left refs[i] " "; if (left != "") print id "|" left }' images >new && mv new images ;;
"rm "*) echo "container $2" >>calls; awk -F'|' -v id="$2" '$1 != id' containers >new && mv new containers ;;
"builder "*) echo "$*" >>calls ;;
*) echo "unknown: $*" >&2; exit 9 ;;
esac
`;
const DATE = `#!/bin/sh
if [ "$1" = +%s ]; then echo "$NOW"; else exec /bin/date "$@"; fi
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "prune-"));
  await mkdir(join(folder, "bin"));
  for (const [name, text] of Object.entries({ docker: DOCKER, date: DATE })) {
    await writeFile(join(folder, "bin", name), text);
    await chmod(join(folder, "bin", name), 0o755);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Container {
  id: string;
  image: string;
  service?: string;
  /** Days ago. */
  created: number;
  /** Days ago; one that runs has none. */
  ended?: number;
  labels?: string;
}

/** One night of a node: what is there, and what the script removes. */
async function night(
  containers: readonly Container[],
  images: Record<string, string>,
  { keepDays = 7, later = 0 } = {},
): Promise<string[]> {
  const lines = containers.map(({ id, service = "", image, created, ended, labels = "" }) => {
    const all = [service && "com.docker.swarm.service.id", labels].filter(Boolean).join(" ");
    const state = ended === undefined ? "running|0001-01-01T00:00:00Z" : `exited|${at(ended)}`;
    return `${id}|${service}|${image}|${at(created)}|${state}|${all}\n`;
  });
  await writeFile(join(folder, "containers"), lines.join(""));
  await writeFile(
    join(folder, "images"),
    Object.entries(images)
      .map(([id, references]) => `${id}|${references}\n`)
      .join(""),
  );
  await writeFile(join(folder, "calls"), "");
  const script = pruneScript(keepDays * DAY).replaceAll(ledgerFolder, join(folder, "ledger"));
  const ended = await execute("sh", ["-c", script], {
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      STATE: folder,
      NOW: String(NOW + later * DAY),
    },
  });
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
  const calls = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
  expect(calls.pop()).toBe(`builder prune --force --filter until=${keepDays * DAY}s`);
  return calls;
}

const images = { one: "shop@sha256:1", two: "shop@sha256:2", three: "shop@sha256:3", loaded: "loaded:1" };
const web = (image: string, created: number, ended?: number): Container => {
  return { id: `c-${image}`, service: "web", image, created, ended };
};

describe("the script that prunes a node", () => {
  test("keeps the current and the previous image of a service, however long ago that ran, and removes the one before", async () => {
    const all = [web("one", 60, 50), web("two", 50, 40), web("three", 40)];
    expect(await night(all, images)).toEqual([]);
    // Docker has forgotten the earlier tasks.
    expect(await night([web("three", 40)], images, { later: 30 })).toEqual(["image shop@sha256:1"]);
  });

  test("counts what ran, not what was pulled: after a rollback the version that it left is the previous one", async () => {
    await night([web("one", 60, 50), web("two", 50, 40)], images);
    await night([{ ...web("one", 1), id: "again" }, web("three", 3, 1)], images);
    expect(await night([{ ...web("one", 1), id: "again" }], images, { later: 30 })).toEqual(["image shop@sha256:2"]);
  });

  test("removes images of a service that has had no container there for as long as is kept, and no sooner", async () => {
    await night([web("one", 1)], images);
    expect(await night([], images, { later: 6 })).toEqual([]);
    expect(await night([], images, { later: 8 })).toEqual(["image shop@sha256:1"]);
  });

  test("leaves an image that another service or another container has", async () => {
    await night([web("one", 1), { ...web("two", 1), service: "api", id: "api" }], images);
    const other = { id: "mine", image: "one", created: 1 };
    const api = { ...web("two", 1), service: "api", id: "api" };
    expect(await night([other, api], images, { later: 30 })).toEqual([]);
    expect(await night([api], images, { later: 60 })).toEqual(["image shop@sha256:1"]);
  });

  test("never touches an image that no service had there: one that was loaded cannot be pulled again", async () => {
    expect(await night([], images, { later: 1_000 })).toEqual([]);
  });

  test("takes every name of an image away", async () => {
    await night([web("one", 1)], { one: "shop:1 shop:stable shop@sha256:1" });
    const calls = await night([], { one: "shop:1 shop:stable shop@sha256:1" }, { later: 30 });
    expect(calls).toEqual(["image shop:1", "image shop:stable"]);
  });

  test("removes containers beside the swarm that ended long ago; those of tasks and those with the label stay", async () => {
    const ended = (id: string, days: number, more: Partial<Container> = {}) => {
      return { id, image: "one", created: 90, ended: days, ...more };
    };
    const calls = await night(
      [
        ended("old", 8),
        ended("young", 6),
        ended("task", 8, { service: "web" }),
        ended("kept", 8, { labels: "pulumi-swarm.keep" }),
        { id: "running", image: "one", created: 90 },
      ],
      images,
    );
    expect(calls).toEqual(["container old"]);
  });
});
