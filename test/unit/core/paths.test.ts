import { cacheFolder } from "../../../provisioners/core/paths";

test("the cache follows the user's settings", () => {
  expect(cacheFolder({ PULUMI_SWARM_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheFolder({ XDG_CACHE_HOME: "/b" })).toBe("/b/pulumi-swarm");
  expect(cacheFolder({})).toMatch(/\.cache\/pulumi-swarm$/);
});
