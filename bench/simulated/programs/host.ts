import type { Files } from "../shell/files";

/** What programs know and change of the machine they run on. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly hostname: string;
  readonly files: Files;
  /** Services of systemd. */
  readonly units: Map<string, { active: boolean; enabled: boolean }>;
  /** This takes about so many milliseconds on a usual machine. */
  takes(ms: number): void;
  /** Asks the machine's Docker. */
  docker(method: "GET" | "POST", path: string, body?: object): Promise<{ status: number; body: string }>;
}
