/** The parts of Pulumi's engine events that tell when a resource was worked on. */
export interface EngineEvent {
  /** Seconds since the epoch. */
  timestamp: number;
  resourcePreEvent?: { metadata: { urn: string; type: string } };
  resOutputsEvent?: { metadata: { urn: string; type: string } };
}

const PHASES: Record<string, string> = {
  "swarm:index:Machine": "boot (until SSH answers)",
  "swarm:index:Preflight": "preflight (all hosts)",
  "swarm:index:Host": "preparation (all hosts)",
  "swarm:index:Engine": "engine (until Docker answers)",
  "swarm:index:Swarm": "swarm init",
  "swarm:index:Node": "nodes joining",
  "swarm:index:Stack": "stack (until every service runs)",
};

/** Milliseconds from a phase's first start to its last end; phases of machines that are ready earlier overlap. */
export function phasesOf(events: readonly EngineEvent[]): [string, number][] {
  return Object.entries(PHASES).flatMap(([type, name]) => {
    const started = events.filter((event) => event.resourcePreEvent?.metadata.type === type);
    const ended = events.filter((event) => event.resOutputsEvent?.metadata.type === type);
    if (started.length === 0 || ended.length === 0) return [];
    const first = Math.min(...started.map(({ timestamp }) => timestamp));
    const last = Math.max(...ended.map(({ timestamp }) => timestamp));
    return [[name, (last - first) * 1_000] as [string, number]];
  });
}
