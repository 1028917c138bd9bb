type Env = NodeJS.ProcessEnv;

/** The provider's own settings, as the engine hands them over. */
export type ProviderSettings = Readonly<Record<string, unknown>>;

/** @throws Error as the provider for AWS refuses to start without a region or keys */
export function checkAws(settings: ProviderSettings, env: Env = process.env): void {
  const region = settings.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!region) throw new Error("unable to validate AWS credentials.\nDetails: Missing region information");
  const hasKeys = settings.accessKey ?? settings.profile ?? env.AWS_ACCESS_KEY_ID ?? env.AWS_PROFILE;
  if (!hasKeys) throw new Error("unable to validate AWS credentials.\nDetails: No valid credential sources found");
}

/** Whether DigitalOcean knows who asks; the provider starts without. */
export function hasToken(settings: ProviderSettings, env: Env = process.env): boolean {
  const token = settings.token ?? env.DIGITALOCEAN_TOKEN ?? env.DIGITALOCEAN_ACCESS_TOKEN;
  return typeof token === "string" && /^dop_v1_\w+$/.test(token);
}

/** What DigitalOcean answers to whom it does not know. */
export const UNAUTHORIZED = "401 Unable to authenticate you";
