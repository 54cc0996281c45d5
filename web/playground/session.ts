// Who is signed in, and how the page talks to the server.
import { GraphQLError, type ExecutionResult } from 'graphql';
import { createClient, type RequestParams, type Sink } from 'graphql-sse';

export type Credentials = { email: string; password: string };
export type Session = { token: string | null; email: string; name: string }; // without a token it is the cookie's, of /oidc/login
type Config = { endpoint: string; signIn?: Credentials; oidc?: string }; // web.Config; signIn only while the demo is on

export let config: Config = { endpoint: '/graphql' };

// The session is kept in sessionStorage: it survives a reload and ends with the browser's tab. A stored null is somebody who
// signed out; nothing stored is somebody who has just come.
const KEY = 'canopy:session';
let session: Session | null = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
const listeners = new Set<() => void>();

export const current = () => session;

export function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: Session | null) {
  session = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Where the link to the identity provider leads; the browser comes back to BACK, with a cookie. */
export const OIDC = '/oidc/login?returnTo=/playground%3Foidc';
const BACK = '?oidc';

/** Reads the configuration and, on the first visit, signs in with the demo's credentials if there are any. */
export async function start() {
  config = await (await fetch(`${import.meta.env.BASE_URL}config.json`)).json();
  if (location.search === BACK) {
    history.replaceState(null, '', location.pathname);
    await takeCookie();
  } else if (config.signIn && sessionStorage.getItem(KEY) === null) await signIn(config.signIn);
}

const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { token viewer { user { email displayName } } userErrors { message } }
}`;
type SignInPayload = {
  token: string | null;
  viewer: { user: { email: string; displayName: string } | null } | null;
  userErrors: { message: string }[];
};

/** Throws what the server says when it refuses. */
export async function signIn(input: Credentials) {
  const { data, errors = [] } = await post(JSON.stringify({ query: SIGN_IN, variables: { input } }));
  const payload = data?.signIn as SignInPayload | undefined;
  if (!payload?.token) {
    throw new Error([...(payload?.userErrors ?? []), ...errors].map((e) => e.message).join(' ') || 'Sign-in failed.');
  }
  const user = payload.viewer?.user;
  become({ token: payload.token, email: user?.email ?? input.email, name: user?.displayName ?? input.email });
}

async function takeCookie() {
  const { data, errors = [] } = await post(JSON.stringify({ query: '{ viewer { user { email displayName } } }' }), {}, 'same-origin');
  const user = (data?.viewer as SignInPayload['viewer'] | undefined)?.user;
  if (!user) throw new Error(errors.map((e) => e.message).join(' ') || 'Sign-in failed.');
  become({ token: null, email: user.email, name: user.displayName });
}

/** Ends the session here in any case; one that the server could not be told about runs out by itself. */
export async function signOut() {
  if (session?.token === null) await fetch('/session', { method: 'DELETE' }).catch(() => undefined);
  else await post(JSON.stringify({ query: 'mutation SignOut { signOut { userErrors { message } } }' }), bearer()).catch(() => undefined);
  become(null);
}

/** Sends an operation as who is signed in. When the demo's session has ended, signs in again and sends it once more. */
export async function send(body: string | FormData, headers: Record<string, string> = {}): Promise<ExecutionResult> {
  if (own(headers)) return ask(body, headers);
  const before = session;
  const answer = await ask(body, headers);
  const ended = before && answer.errors?.some((e) => e.extensions?.code === 'UNAUTHENTICATED');
  return ended && (await renew(before)) ? ask(body, headers) : answer;
}

/** Runs a subscription as who is signed in, by server-sent events, until what it returns is called. */
export function listen(operation: RequestParams, headers: Record<string, string> = {}, to: Sink<ExecutionResult>): () => void {
  const client = createClient({ url: config.endpoint, retryAttempts: 0, ...asker(headers) });
  return client.subscribe(operation, to as Sink);
}

let renewal: Promise<boolean> | undefined; // one for all the requests that fail together

function renew(ended: Session): Promise<boolean> {
  if (session !== ended) return Promise.resolve(session !== null); // another request has done it
  renewal ??= (async () => {
    if (config.signIn?.email === ended.email) {
      try {
        await signIn(config.signIn);
        return true;
      } catch {
        // told by the answer that the first try got
      }
    }
    become(null);
    return false;
  })().finally(() => (renewal = undefined));
  return renewal;
}

const bearer = (): Record<string, string> => (session?.token ? { Authorization: `Bearer ${session.token}` } : {});

/** Whether they are somebody's own, from the headers editor. */
const own = (headers: Record<string, string>) => new Headers(headers).has('Authorization');

/** The headers and the credentials that say who asks. */
const asker = (headers: Record<string, string>): { headers: Record<string, string>; credentials: RequestCredentials } =>
  own(headers) ? { headers, credentials: 'omit' } : { headers: { ...bearer(), ...headers }, credentials: session?.token === null ? 'same-origin' : 'omit' };

const ask = (body: string | FormData, given: Record<string, string>) => {
  const { headers, credentials } = asker(given);
  return post(body, headers, credentials);
};

async function post(body: string | FormData, headers: Record<string, string> = {}, credentials: RequestCredentials = 'omit'): Promise<ExecutionResult> {
  const response = await fetch(config.endpoint, {
    method: 'POST',
    credentials, // the cookie decides who asks only where this page has taken it: it may be the portal's
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      'GraphQL-Require-Preflight': '1', // the server wants a header that no foreign page can send with an upload
      ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const code = response.status === 401 ? 'UNAUTHENTICATED' : undefined;
    return { errors: [new GraphQLError(`The server answered ${response.status}: ${text.slice(0, 200)}`, { extensions: { code } })] };
  }
}
