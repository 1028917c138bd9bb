/** What a cloud's balancer does at one of its ports. */
export interface Way {
  address: string;
  port: number;
  /** Networks that may come in; everyone without. */
  clients?: string[];
  /** Version of the PROXY protocol with which each connection begins. */
  proxyProtocol?: 1 | 2;
  targets: Target[];
}

/** A port of a machine of the lab. */
export interface Target {
  machine: string;
  port: number;
}
