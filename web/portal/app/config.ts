// What the server tells the portal when it loads: web.Config.
type Config = {
  endpoint: string;
  signIn?: { email: string; password: string }; // whom the demo is shown as
  oidc?: string; // the host of the identity provider at which /oidc/login signs in
};

export let config: Config = { endpoint: '/graphql' };

/** Reads it; a server that does not answer leaves what is usual. */
export async function loadConfig() {
  const answer = await fetch('/config.json').catch(() => null);
  if (answer?.ok) config = (await answer.json()) as Config;
}
