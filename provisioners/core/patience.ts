/**
 * A deadline in milliseconds, as it holds here: `PULUMI_SWARM_PATIENCE=3` gives everything three times as long, where the
 * hosts or this computer are slow. Without it, and below 1, deadlines are as they are.
 */
export function patient(ms: number, env: NodeJS.ProcessEnv = process.env): number {
  const factor = Number(env.PULUMI_SWARM_PATIENCE);
  return factor > 1 ? Math.round(ms * factor) : ms;
}
