import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What the URL of one run has, and nobody else knows. */
export const newToken = (): string => randomBytes(24).toString("base64url");

/**
 * The path behind the token, such as `/page.css`; undefined for who does not know the token, or calls this server by a name
 * that is not its own: a page on the web whose name leads here (DNS rebinding).
 */
export function pathFor(
  request: Pick<IncomingMessage, "url" | "headers">,
  token: string,
  port: number,
): string | undefined {
  const own = ["127.0.0.1", "[::1]", "localhost"].map((name) => `${name}:${port}`);
  if (!own.includes(request.headers.host ?? "")) return undefined;
  const [, given = "", path] = /^\/([^/?]*)(\/[^?]*)/.exec(request.url ?? "") ?? [];
  return isSame(given, token) ? path : undefined;
}

/** Takes the same time wherever they differ. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [given, token].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

/** Everything is from this server, nothing is inline, and no text becomes markup. */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src data:"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
].join("; ");

const headers = {
  "Content-Security-Policy": policy,
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // The token is in the page's URL.
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

export function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
