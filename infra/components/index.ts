import type { Component } from "../../provisioners/provider/components/component";
import { machineSources } from "../sources";
import { clusterComponent } from "./cluster";
import { sourceCluster } from "./source-cluster";

/** The components of the package, for programs in every language. */
export const components: readonly Component[] = [clusterComponent, ...machineSources.map(sourceCluster)];
