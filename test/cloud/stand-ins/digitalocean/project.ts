import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces } from "../../../../provisioners/schema/marks";
import type { Account } from "../account";
import type { Fields } from "../shape";
import type { Cloud } from "./cloud";

/** Where everything is that nobody has put elsewhere. */
export const DEFAULT_PROJECT = "default";

interface Assignments {
  projects: Record<string, string>;
}

const projectsOf = (account: Account) => account.get<Assignments>("Account", "projects")?.projects ?? {};

/** Puts a thing into a project, by its URN. */
export function assign(account: Account, urn: string, project: string): void {
  account.note("Account", "projects", { projects: { ...projectsOf(account), [apiUrn(urn)]: project } });
}

/** The API names reserved addresses by their older name. */
function apiUrn(urn: string): string {
  return urn.replace(/^do:reservedip:/, "do:floatingip:");
}

const inputs = z.object({
  project: replaces(z.string()),
  resources: z.array(z.string().regex(/^do:[a-z]+:.+/)),
} satisfies Fields<digitalocean.ProjectResourcesArgs>);

/** What is in a project. A refresh shows the URNs that the API has. */
export const projectResources = ({ account }: Cloud) => {
  const put = (project: string, resources: string[], before: string[] = []) => {
    account.request(`project ${project}`);
    for (const urn of before) if (!resources.includes(urn)) assign(account, urn, DEFAULT_PROJECT);
    for (const urn of resources) assign(account, urn, project);
    return {};
  };
  return defineResource({
    name: "index/projectResources:ProjectResources",
    description: "What is in a project.",
    inputs,
    outputs: z.object({}),
    createFirst: () => true,
    async create(_context, { project, resources }) {
      return { id: project, outputs: put(project, resources) };
    },
    async read(_context, id, state) {
      const projects = projectsOf(account);
      const present = state.resources.map(apiUrn).filter((urn) => projects[urn] === id);
      return { inputs: { project: state.project, resources: present }, outputs: {} };
    },
    update: async (_context, _id, state, { project, resources }) => put(project, resources, state.resources),
    async delete(_context, _id, { resources }) {
      put(DEFAULT_PROJECT, [], resources);
    },
  });
};
