/** A service of which a node takes only so many tasks. */
export interface LimitedService {
  service: string;
  replicas: number;
  /** Most tasks on one node, and what limits them. */
  perNode: number;
  because: string;
  /** The only nodes that its constraints leave. */
  only?: "manager" | "worker" | "one node";
  /** An update starts a task before it stops one. */
  startFirst: boolean;
}
