import { plainOptions, pulumi, pulumiOutput } from "./environment/pulumi";
import { setUp } from "./environment/setup";
import { ask, type Outputs, report } from "./stack/report";
import { labStack, prepareStack, withCleanConfig } from "./stack/stack";
import { main } from "./terminal/main";
import { line, step } from "./terminal/progress";

// `npm start`: everything that is needed, then the main job on the embedded lab.
main(async () => {
  const env = await setUp();
  const code = await withCleanConfig(labStack, env, async () => {
    await step(`stack ${labStack}`, () => prepareStack(labStack, env));
    // The refresh looks at the machines, and boots those that are off: after a reboot of this computer, all of them.
    return pulumi(["up", "--refresh", "--yes", "--skip-preview", ...plainOptions(), "--stack", labStack], env);
  });
  if (code !== 0) {
    line(
      "\npulumi up failed; the reason is above. `npm start` goes on from here, `npm run destroy` removes what there is.",
    );
    return code;
  }
  const { stdout } = await pulumiOutput(["stack", "output", "--json", "--stack", labStack], env);
  const outputs = JSON.parse(stdout) as Outputs;
  const names = Object.keys(outputs.urls);
  const urlsOf = (name: string) => outputs.endpoints.filter((each) => each.name === name).map(({ url }) => url);
  const answers = await Promise.all(names.map((name) => ask(name, urlsOf(name))));
  console.log(report(outputs, answers));
  const silent = answers.filter((answer) => !answer.answers);
  for (const { url, detail } of silent) line(`\n${url} does not answer (${detail})`);
  return silent.length === 0 ? 0 : 1;
});
