import { pulumiEnvironment } from "./environment/pulumi";

// `npm run swarm -- <arguments>`: the operator's command line with the project's own engine and state.
void pulumiEnvironment().then((env) => {
  Object.assign(process.env, env);
  require("../cli/main");
});
