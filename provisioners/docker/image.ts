/** The image as Docker writes it: with registry and tag. */
export function fullReference(image: string): string {
  const first = image.split("/")[0] ?? "";
  const hasRegistry = image.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const path = hasRegistry ? image : `docker.io/${image.includes("/") ? image : `library/${image}`}`;
  return /[:@][^/]*$/.test(path) ? path : `${path}:latest`;
}
