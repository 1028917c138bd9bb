/** What is known of a service, from the file or from what Docker's client made of it. */
export interface ServiceFacts {
  image: string;
  mode: string;
  replicas?: number;
  hostname: string;
  environment: string[];
  labels: string[];
  containerLabels: string[];
  ports: string[];
  mounts: string[];
  networks: string[];
  secrets: string[];
  configs: string[];
  constraints: string[];
  perNode: number;
  order: string;
  /** Bytes and billionths of a CPU. */
  limits: { memory: number; cpus: number };
  reservations: { memory: number; cpus: number };
  /** Nanoseconds, by their place in the file. */
  times: Record<string, number>;
}

export interface NetworkFacts {
  driver: string;
  attachable: boolean;
  internal: boolean;
  options: string[];
  labels: string[];
  subnets: string[];
}

export interface Facts {
  services: Record<string, ServiceFacts>;
  networks: Record<string, NetworkFacts>;
}

/** A mapping as sorted lines. */
export function linesOf(mapping: Record<string, unknown> | null | undefined): string[] {
  return Object.entries(mapping ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort();
}
