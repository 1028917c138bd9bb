import type { Component } from "../../provisioners/provider/components/component";
import { aws } from "../sources/aws";
import { digitalOcean } from "../sources/digitalocean";
import { hosts } from "../sources/hosts";
import { lab } from "../sources/lab";
import { clusterComponent } from "./cluster";
import { sourceCluster } from "./source-cluster";

/** The components of the package, for programs in every language. */
export const components: readonly Component[] = [
  clusterComponent,
  sourceCluster("HostsCluster", hosts, "A Docker Swarm on hosts that exist, with all that runs in it."),
  sourceCluster("DigitalOceanCluster", digitalOcean, "A Docker Swarm on droplets, with all that runs in it."),
  sourceCluster("AwsCluster", aws, "A Docker Swarm on EC2 instances, with all that runs in it."),
  sourceCluster("LabCluster", lab, "A Docker Swarm on local virtual machines, with all that runs in it."),
];
