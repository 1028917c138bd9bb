import { quote } from "../../provisioners/ssh/quote";

export const intervals = ["hourly", "daily", "weekly", "monthly"] as const;
export type Interval = (typeof intervals)[number];

/** Off the full hour, when everybody's jobs start. */
const crons: Record<Interval, string> = {
  hourly: "17 * * * *",
  daily: "17 3 * * *",
  weekly: "17 3 * * 0",
  monthly: "17 3 1 * *",
};

/** What is to run at each time. */
export interface ScheduledBackup {
  stack: string | undefined;
  /** Folder of the Pulumi project. */
  cwd: string;
  /** Of `backup`, without `--every`. */
  words: readonly string[];
  /** Where it goes; the date is put into a file's name. */
  file: string | undefined;
}

/** A systemd timer with its service, and a job for CI: to be put in place by hand. */
export function scheduleText(every: Interval, backup: ScheduledBackup): string {
  const { stack, cwd, words, file } = backup;
  const selected = stack ? ["--stack", stack] : [];
  const target = file === undefined ? "" : ` ${dated(file)}`;
  const line = (command: string[]) => `${quote([...command, ...selected, "backup", "--yes", ...words])}${target}`;
  // In a unit, a percent sign and a dollar sign have a meaning of their own.
  const unitLine = line(["pulumi-swarm"]).replaceAll("%", "%%").replaceAll("$", "$$$$");
  return `# /etc/systemd/system/swarm-backup.service
[Unit]
Description=Backup of the swarm's state
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=${cwd}
# The environment of Pulumi: PULUMI_ACCESS_TOKEN or PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE_FILE, PATH.
EnvironmentFile=/etc/swarm-backup.env
UMask=0077
ExecStart=/bin/sh -c ${quoteForUnit(unitLine)}

# /etc/systemd/system/swarm-backup.timer
[Unit]
Description=Backup of the swarm's state, ${every}

[Timer]
OnCalendar=${every}
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target

# systemctl daemon-reload && systemctl enable --now swarm-backup.timer

# .github/workflows/swarm-backup.yml
name: swarm-backup
on:
  schedule:
    - cron: "${crons[every]}"
  workflow_dispatch:
concurrency: swarm-backup
jobs:
  backup:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
      - run: npm clean-install
      - uses: pulumi/actions@v6
      - run: |
          ${line(["npx", "pulumi-swarm"])}
        env:
          PULUMI_ACCESS_TOKEN: \${{ secrets.PULUMI_ACCESS_TOKEN }}`;
}

/** `swarm.age` → `swarm-2026-01-31-0317.age`, when a shell reads it. */
function dated(file: string): string {
  const extension = /\.[^./]*$/.exec(file)?.[0] ?? "";
  const stem = file.slice(0, file.length - extension.length);
  return `${quote([`${stem}-`])}"$(date +%Y-%m-%d-%H%M)"${quote([extension])}`;
}

/** One word in a unit's command line. */
const quoteForUnit = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
