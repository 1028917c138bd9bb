/** Seconds that the slowest of our resources of each type took, in the order of the longest: "Machine 31 s, Stack 22 s". */
export function phasesOf(text: string): string {
  const longest = new Map<string, number>();
  for (const [, type = "", minutes, seconds] of text.matchAll(/ swarm:\S*:(\w+) \S+ \w+ \((?:(\d+)m)?(\d+)s\)/g)) {
    const took = Number(minutes ?? 0) * 60 + Number(seconds);
    longest.set(type, Math.max(longest.get(type) ?? 0, took));
  }
  return [...longest]
    .filter(([, took]) => took > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([type, took]) => `${type} ${took} s`)
    .join(", ");
}

/** Tells a run of Pulumi when it has ended, for whoever waits and for whoever looks where the time goes. */
export function tellRun(lab: string, command: string, text: string, ms: number): void {
  const phases = phasesOf(text);
  process.stderr.write(`  ${lab}: ${command} took ${Math.round(ms / 1000)} s${phases && `: ${phases}`}\n`);
}
