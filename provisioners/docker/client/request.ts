import type Docker from "dockerode";

/** A call that dockerode has no method for, or one without what it needs. A path that ends with `?` takes `_query`. */
export function request(docker: Docker, method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
  const statusCodes = {
    200: true,
    400: "bad request",
    401: "wrong key",
    409: "conflict",
    500: "error",
    503: "no manager",
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial({ path, method, options: body, statusCodes }, (error: unknown, reply: unknown) =>
      error ? reject(error) : resolve(reply),
    );
  });
}
