import { execFileSync } from "node:child_process";
import { parse } from "yaml";
import { intervals, scheduleText } from "../../../../cli/backup/schedule";

const words = ["--recipients-file", "the team.txt"];
const partsOf = (text: string) => {
  const [, service = "", timer = "", , job = ""] = text.split(/^# (?=\/|\.github|systemctl)/m);
  return { service, timer, job: job.split("\n").slice(1).join("\n") };
};
/** As systemd reads a word between double quotes, and hands it on. */
const execOf = (service: string) => {
  const [, word = ""] = /^ExecStart=\/bin\/sh -c "(.*)"$/m.exec(service) ?? [];
  return word
    .replace(/\\([\\"])/g, "$1")
    .replaceAll("%%", "%")
    .replaceAll("$$", "$");
};

describe("a schedule of backups", () => {
  test("puts the date into the file's name, and quotes for systemd", () => {
    const { service, timer } = partsOf(
      scheduleText("daily", { stack: "prod", cwd: "/srv/cluster", words, file: "/var/backups/swarm.age" }),
    );
    expect(service).toContain("WorkingDirectory=/srv/cluster");
    expect(timer).toContain("OnCalendar=daily");
    const shown = execFileSync("sh", [
      "-c",
      `pulumi-swarm() { printf '%s\\n' "$@"; }\n${execOf(service)}`
        .replace("pulumi-swarm()", "run()")
        .replace("\npulumi-swarm", "\nrun"),
    ]);
    const lines = String(shown).trim().split("\n");
    expect(lines.slice(0, -1)).toEqual(["--stack", "prod", "backup", "--yes", ...words]);
    expect(lines.at(-1)).toMatch(/^\/var\/backups\/swarm-\d{4}-\d\d-\d\d-\d{4}\.age$/);
  });

  test.each(intervals)("%s gives a job for CI that runs the same command", (every) => {
    const { job } = partsOf(
      scheduleText(every, {
        stack: undefined,
        cwd: "/srv",
        words: ["--to-command", "aws s3 cp - s3://b/swarm.age"],
        file: undefined,
      }),
    );
    const parsed = parse(job);
    expect(parsed.on.schedule[0].cron.split(" ")).toHaveLength(5);
    const run = parsed.jobs.backup.steps.at(-1).run.trim();
    expect(run).toBe("npx pulumi-swarm backup --yes --to-command 'aws s3 cp - s3://b/swarm.age'");
  });
});
