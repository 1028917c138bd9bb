import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Site } from "./site";

/** The image of a machine. */
export interface Image {
  id: pulumi.Input<string>;
  /** True for an image given by ID. One that was looked up changes with every release and must not replace machines. */
  pinned: boolean;
}

const users: Record<string, string> = { ubuntu: "ubuntu", debian: "admin" };

/** The login user that an image has. */
export function imageUser(image: string): string {
  const user = users[image.split("-")[0] ?? ""];
  if (!user) throw new RangeError(`the login user of ${image} is not known: the configuration asks for it`);
  return user;
}

/** The processor family of an instance type: Graviton's have a `g` behind the generation's number. */
export function archOf(size: string): "amd64" | "arm64" {
  return /^(a1|[a-z]+\d+[a-z]*g[a-z]*)(-[a-z0-9]+)?\./.test(size) ? "arm64" : "amd64";
}

/** The public parameter that names a release's newest image. */
export function imageParameter(image: string, arch: "amd64" | "arm64"): string {
  const [system, release = ""] = image.split("-");
  if (system === "debian") return `/aws/service/debian/release/${release}/latest/${arch}`;
  // Newer releases are published for gp3 volumes.
  const volume = Number(release) >= 23.1 ? "ebs-gp3" : "ebs-gp2";
  return `/aws/service/canonical/ubuntu/server/${release}/stable/current/${arch}/hvm/${volume}/ami-id`;
}

/** Looks images up, each once. */
export function imageFinder({ place, options }: Site): (size: string) => Image {
  const found = new Map<string, pulumi.Output<string>>();
  return (size) => {
    if (place.image.startsWith("ami-")) return { id: place.image, pinned: true };
    const name = imageParameter(place.image, archOf(size));
    const id =
      found.get(name) ??
      // Public, and yet the plain value counts as a secret.
      aws.ssm.getParameterOutput(
        { name, region: place.region },
        { parent: options().parent, provider: options().provider },
      ).insecureValue;
    found.set(name, id);
    return { id, pinned: false };
  };
}
