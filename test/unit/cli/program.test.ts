import type { Command } from "commander";

describe("the command line", () => {
  test("starts without Docker's client, which takes longest to load", () => {
    jest.isolateModules(() => {
      jest.doMock("dockerode", () => {
        throw new Error("dockerode was loaded");
      });
      const { program } = require("../../../cli/program") as typeof import("../../../cli/program");
      expect(program().name()).toBe("pulumi-swarm");
    });
    jest.dontMock("dockerode");
  });

  const parsed = async (...words: string[]) => {
    const { program } = await import("../../../cli/program");
    const { globalsOf } = await import("../../../cli/globals");
    const made = program();
    let found: object | undefined;
    const ps = made.commands.find((command) => command.name() === "ps") as Command;
    ps.action((_name: unknown, _options: unknown, command: Command) => {
      found = globalsOf(command);
    });
    await made.parseAsync(["node", "pulumi-swarm", ...words]);
    return found;
  };

  test("takes the options of all commands in front of the command and behind it", async () => {
    expect(await parsed("--stack", "prod", "ps", "--json", "--all")).toEqual({ stack: "prod", json: true, all: true });
    expect(await parsed("ps", "web", "--stack", "prod")).toEqual({ stack: "prod" });
  });
});
