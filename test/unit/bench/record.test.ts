import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busyWarning, machineName, record } from "../../../bench/record";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "record-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("figures take the place of earlier ones of the same part, and leave the others", async () => {
  const file = join(folder, "figures.json");
  await record("peers", "present", { rounds: 1 }, file);
  await record("scale", "50", { up: 9 }, file);
  await record("peers", "install", { rounds: 2 }, file);
  await record("peers", "present", { rounds: 3 }, file);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
    peers: { present: measured({ rounds: 3 }), install: measured({ rounds: 2 }) },
    scale: { 50: measured({ up: 9 }) },
  });
});

const measured = (figures: object) => ({
  ...{ machine: machineName(), date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  ...figures,
});

test("a computer is named by its size alone", () => {
  expect(machineName(2, 23.5 * 2 ** 30)).toBe("2 cores, 24 GiB");
  expect(machineName(1, 2 ** 30)).toBe("1 core, 1 GiB");
});

test("a computer with more work than cores is warned of", () => {
  expect(busyWarning(2, 0.9)).toBeUndefined();
  expect(busyWarning(2, 27.49)).toBe(
    "This computer is busy: 27.5 programs want its 2 cores. Times that are measured now say little.",
  );
});
