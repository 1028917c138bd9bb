/** Milliseconds that Docker takes for what is more than an answer, on a usual machine. */
const known: Record<string, number> = { "POST /swarm/init": 900, "POST /swarm/join": 700, "POST /swarm/leave": 300 };

/** Milliseconds that Docker takes for a call, `METHOD /path` with or without a query. */
export function workOf(call: string): number {
  const [name = ""] = call.split("?");
  return known[name] ?? (name.startsWith("GET ") ? 2 : 20);
}
