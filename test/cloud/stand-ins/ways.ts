/** What a cloud leads to machines at one port of an address that is not a machine's own. */
export interface Way {
  address: string;
  port: number;
  /** Networks that may come in; everyone without. */
  clients?: string[];
  /** Version of the PROXY protocol with which each connection begins. */
  proxyProtocol?: 1 | 2;
  /** True for an address of a machine: nobody asks first whether the machine is well. */
  isUnchecked?: boolean;
  targets: Target[];
}

/** A port of a machine of the lab. */
export interface Target {
  machine: string;
  port: number;
}
