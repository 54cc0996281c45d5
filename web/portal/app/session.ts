// Who is signed in. The session is a cookie that no script can read (HttpOnly); what is kept here is only that there is one, until when,
// so that a page without a session asks the server nothing, and every tab of the browser signs out with the others.
import type { Environment } from 'relay-runtime';
import { createEnvironment } from './relay';
import { stored } from './stored';

const session = stored('canopy.session');

/** Which session there is, as far as this browser knows; null when nobody is signed in. */
export const useSession = () => session.use();
const signedIn = () => session.get() !== null;

let environment: Environment | undefined;

/** What the signed-in have loaded. It is forgotten with the session. */
export const sessionEnvironment = () => (environment ??= createEnvironment(sessionEnded));

/** What nobody in particular asks: no cookie goes along, so that one of an ended session is in nobody's way. */
export const publicEnvironment = createEnvironment(() => undefined, 'omit');

session.subscribe(() => (environment = undefined));

/** Whether a session ended by itself, for the page that asks to sign in again. */
export let endedByItself = false;

function sessionEnded() {
  if (!signedIn()) return;
  endedByItself = true;
  session.set(null);
}

/** Throws the server's words when it refuses. */
export async function signIn(email: string, password: string) {
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const body = (await answer.json().catch(() => ({}))) as { expiresAt?: string; errors?: { message: string; extensions?: { code?: string } }[] };
  if (!answer.ok || !body.expiresAt) throw new SignInRefused(body.errors?.[0]?.message ?? '', body.errors?.[0]?.extensions?.code);
  became(body.expiresAt);
}

export class SignInRefused extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/** Takes note of a new session, also of one that the identity provider opened. */
export function became(id: string) {
  endedByItself = false;
  session.set(id);
}

/** Ends the session here in any case; one that the server could not be told about runs out by itself. */
export async function signOut() {
  await fetch('/session', { method: 'DELETE' }).catch(() => undefined);
  endedByItself = false;
  session.set(null);
}
