import { pulumiEnvironment } from "./environment/pulumi";
import { main } from "./terminal/main";
import { stream } from "./terminal/run";

// `npm run pulumi -- <arguments>`: the CLI for people who have none, with the project's state.
main(async () => stream("pulumi", process.argv.slice(2), { env: await pulumiEnvironment() }));
