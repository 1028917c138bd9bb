import { writeCommand } from "../../ssh/commands/upload";
import { readText } from "../files";
import { keptFolder, type Step } from "./step";

/** In the order of preference; the first that runs is enough. */
const known = ["chrony", "chronyd", "systemd-timesyncd", "ntpsec", "ntpd", "ntp", "openntpd"];
/** The unit that was off before. */
const kept = `${keptFolder}/time-sync`;

/** One line for each unit that is installed: its name, whether it runs, whether it starts at boot. */
const LOOK = `for unit in ${known.join(" ")}; do
  if systemctl cat "$unit.service" >/dev/null 2>&1; then
    echo "$unit $(systemctl is-active "$unit.service") $(systemctl is-enabled "$unit.service")"
  fi
done`;

export const timeSync: Step = async (host, { timeSync: isWanted }) => {
  if (!isWanted) {
    const started = (await readText(host, kept))?.trim();
    if (!started) return [];
    const stop = { script: ["systemctl", "disable", "--now", started], what: `stop ${started}` };
    return [{ what: `${started} off again`, commands: [stop, { script: ["rm", "-f", kept] }] }];
  }
  const { stdout } = await host.run(LOOK, { what: "see what keeps the time", idempotent: true });
  const unit = toStart(stdout);
  if (!unit) return [];
  const start = { script: ["systemctl", "enable", "--now", unit], what: `start ${unit}` };
  return [{ what: `time synchronisation by ${unit}`, commands: [writeCommand(kept, `${unit}\n`), start] }];
};

/** Pure: the unit to switch on; none where one runs already and starts at boot, or where none is installed. */
export function toStart(output: string): string | undefined {
  const units = output.split("\n").flatMap((line) => {
    const [name, active, enabled] = line.split(" ");
    return name
      ? [{ name, isRunning: active === "active", isAtBoot: /^(enabled|alias|static|linked)/.test(enabled ?? "") }]
      : [];
  });
  const running = units.filter(({ isRunning }) => isRunning);
  if (running.some(({ isAtBoot }) => isAtBoot)) return undefined;
  return (running[0] ?? units[0])?.name;
}
