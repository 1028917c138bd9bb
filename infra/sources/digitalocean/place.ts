import type { CloudPlace } from "../cloud/place";

/** Where in DigitalOcean the machines stand. */
export interface DigitalOceanPlace extends CloudPlace {
  project?: string;
}
