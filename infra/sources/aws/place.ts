import type { CloudPlace, CloudPool } from "../cloud/place";

/** A pool of instances. */
export interface AwsPool extends CloudPool {
  spot: boolean;
  /** Root disk in GiB. */
  disk: number;
}

/** Where in AWS the machines stand. */
export interface AwsPlace extends CloudPlace {
  /** Subnets of an existing VPC, by zone. */
  subnets?: Record<string, string>;
  bastionSize: string;
}
