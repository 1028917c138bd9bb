/** An image of Docker Hub as a stack file names it. */
export interface ImageName {
  /** With `library/` where it has no owner. */
  repository: string;
  tag: string;
}

/** Reads `redis:8.2` or `docker.io/prom/prometheus:v3`; `undefined` for other registries and digests. */
export function parseImageName(image: string): ImageName | undefined {
  const [path = "", tag = "latest"] = image.replace(/^docker\.io\//, "").split(/:(?=[^/]*$)/);
  const parts = path.split("/");
  const isElsewhere = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? "");
  if (isElsewhere || image.includes("@")) return undefined;
  return { repository: parts.length > 1 ? path : `library/${path}`, tag };
}
