import { describeChanges } from "./table";

describeChanges("digitalocean");
