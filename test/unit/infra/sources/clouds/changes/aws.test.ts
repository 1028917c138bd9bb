import { describeChanges } from "./table";

describeChanges("aws");
