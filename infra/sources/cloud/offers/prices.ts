/** List prices of one cloud in US dollars. */
export interface Prices {
  /** When they were noted, as year and month. */
  readonly noted: string;
  /** Where they apply. */
  readonly where: string;
  /** A month of one machine, by size. */
  readonly sizes: Readonly<Record<string, number>>;
  /** A month of one GiB of a volume. */
  readonly volume: number;
  /** A month of one load balancer. */
  readonly balancer: number;
}

/** Something that a cloud charges for. */
export interface Charge {
  count: number;
  what: string;
  /** Dollars a month for one; `undefined` where it is not known. */
  price?: number;
}
