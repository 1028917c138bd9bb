import type { Progress } from "../../docker/services/progress";

/** Crashes of one slot, all after everything else ran, that make a loop: nothing is left that it could be waiting for. */
const LOOP = 3;
/** Docker keeps a task's history short, and its default for an update to be fine is 5 s. */
export const DEFAULT_MONITOR_MS = 5_000;

/** A label that another resource or person is about to set may still come. */
const HOPE_MS = 15_000;

export interface Verdict {
  converged: boolean;
  /** Services that failed, with the reason. */
  failed: { progress: Progress; reason: string }[];
}

/**
 * Judges a stack over time: converged when every service has been settled for its monitor time; failed when Docker
 * gave up an update or a task crashes again and again although all others run. A service that only waits for another
 * one (a database that starts slowly) crashes too, but in time.
 */
export class Judge {
  private readonly settledSince = new Map<string, number>();
  private readonly hopelessSince = new Map<string, number>();
  /** Failed tasks by service and slot; Docker forgets them after a few. */
  private readonly crashes = new Map<string, Set<string>>();
  /** Their number when everything else had begun to run. */
  private readonly baseline = new Map<string, number>();

  look(services: readonly Progress[], now: number, monitorMs: (id: string) => number): Verdict {
    for (const { id, settled, crashes, hopeless } of services) {
      if (!hopeless) this.hopelessSince.delete(id);
      else if (!this.hopelessSince.has(id)) this.hopelessSince.set(id, now);
      if (!settled) this.settledSince.delete(id);
      else if (!this.settledSince.has(id)) this.settledSince.set(id, now);
      for (const [slot, tasks] of crashes) this.remember(`${id}.${slot}`, tasks);
    }
    const failed = services.flatMap((progress) => {
      const hopeless = now - (this.hopelessSince.get(progress.id) ?? now) >= HOPE_MS;
      const reason = progress.failure ?? (hopeless ? "no node can take it" : this.loopOf(progress, services));
      return reason ? [{ progress, reason }] : [];
    });
    const held = ({ id }: Progress) => now - (this.settledSince.get(id) ?? now) >= monitorMs(id);
    const converged = services.length > 0 && services.every((service) => service.settled && held(service));
    return { converged, failed };
  }

  private remember(key: string, tasks: Set<string>): void {
    const known = this.crashes.get(key) ?? new Set();
    for (const task of tasks) known.add(task);
    this.crashes.set(key, known);
  }

  private loopOf(service: Progress, all: readonly Progress[]): string | undefined {
    const keys = [...service.crashes.keys()].map((slot) => `${service.id}.${slot}`);
    const counts = keys.map((key) => [key, this.crashes.get(key)?.size ?? 0] as const);
    const others = all.filter(({ id }) => id !== service.id);
    // One that crashes itself is nothing to wait for either, unless they wait for each other: then both loop.
    const quiet = others.every((other) => other.settled || other.crashes.size > 0);
    for (const [key, count] of counts) {
      if (!quiet || service.settled) this.baseline.delete(key);
      else if (!this.baseline.has(key)) this.baseline.set(key, count);
      const since = count - (this.baseline.get(key) ?? count);
      if (since < LOOP) continue;
      const missing = /no such image|manifest unknown|pull access denied|repository does not exist/i;
      return missing.test(service.trouble?.reason ?? "")
        ? "its image cannot be had"
        : `its task crashes again and again (${count} times)`;
    }
    return undefined;
  }
}

/** One line for the live status: `web 2/3 · pulling, db 1/1`. */
export function statusLine(services: readonly Progress[], stack: string): string {
  const open = services.filter(({ settled }) => !settled);
  const shown = open.length > 0 ? open : services;
  return shown
    .map(({ name, running, desired, phase }) => {
      const short = name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
      return `${short} ${running}/${desired}${phase ? ` · ${phase}` : ""}`;
    })
    .join(", ");
}
