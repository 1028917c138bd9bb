/** A machine as a cloud makes it. */
export interface Order {
  name: string;
  address: string;
  publicAddress?: string;
  userData: string;
  /** Of NoCloud: keys that may log in, instance ID. */
  metaData: Record<string, unknown>;
}

/** Where a cloud's machines, disks and firewalls are. */
export interface Centre {
  make(order: Order, status: (text: string) => void, signal: AbortSignal): Promise<void>;
  remove(name: string): Promise<void>;
  /** Waits until a machine answers at a port. */
  answers(name: string, port: number, signal: AbortSignal): Promise<void>;
  exists(name: string): Promise<boolean>;
  /** Makes what the account's rules say true; whoever changed one waits for it. */
  applyRules(): Promise<void>;
  makeDisk(file: string, gibibytes: number): Promise<void>;
  removeDisk(file: string): Promise<void>;
  attach(name: string, file: string, serial: string): Promise<unknown>;
  detach(name: string, file: string): Promise<void>;
}

/** Nowhere: what a cloud says of its things is all that there is of them. */
export const paperCentre: Centre = {
  make: async () => {},
  remove: async () => {},
  answers: async () => {},
  exists: async () => true,
  applyRules: async () => {},
  makeDisk: async () => {},
  removeDisk: async () => {},
  attach: async () => {},
  detach: async () => {},
};
