const repository = "https://github.com/pulumi-swarm/pulumi-swarm";

/** What Pulumi's registry shows of the package, where the engine finds the plugin, and how each language names its SDK. */
export const packageSettings = {
  name: "swarm",
  displayName: "Docker Swarm",
  description: "Production-grade Docker Swarm clusters as code.",
  keywords: ["pulumi", "docker", "swarm", "docker-swarm", "cluster", "category/cloud", "kind/native"],
  homepage: repository,
  repository,
  license: "Apache-2.0",
  publisher: "pulumi-swarm",
  logoUrl: "https://raw.githubusercontent.com/pulumi-swarm/pulumi-swarm/main/docs/logo.svg",
  // The engine takes `pulumi-resource-swarm-v<version>-<os>-<arch>.tar.gz` of the release `v<version>` from there.
  pluginDownloadURL: "github://api.github.com/pulumi-swarm/pulumi-swarm",
  language: {
    nodejs: { packageName: "pulumi-swarm" },
    python: {
      packageName: "pulumi_swarm",
      pyproject: { enabled: true },
      requires: { pulumi: ">=3.165.0,<4.0.0" },
      respectSchemaVersion: true,
    },
    go: {
      importBasePath: "github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm",
      generateResourceContainerTypes: true,
      respectSchemaVersion: true,
    },
    csharp: { rootNamespace: "PulumiSwarm", packageReferences: { Pulumi: "3.*" }, respectSchemaVersion: true },
    java: { basePackage: "io.github.pulumiswarm", buildFiles: "gradle" },
  },
} as const;
