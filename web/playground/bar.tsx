import { useEffect, useRef, useState, useSyncExternalStore, type SubmitEvent } from 'react';
import icon from './icon.svg';
import { config, current, OIDC, signIn, signOut, subscribe } from './session';

/** The slim bar above GraphiQL: whose eyes the answers are seen with, and a way to change them. */
export function Bar({ trouble }: { trouble: string }) {
  const session = useSyncExternalStore(subscribe, current);
  const panel = useRef<HTMLDivElement>(null);
  const [error, setError] = useState(trouble);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (trouble) panel.current?.showPopover();
  }, [trouble]);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const { email, password } = Object.fromEntries(new FormData(form)) as { email: string; password: string };
    setBusy(true);
    setError('');
    try {
      await signIn({ email, password });
      form.reset();
      panel.current?.hidePopover();
    } catch (refusal) {
      setError((refusal as Error).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <header className="bar">
      <img src={icon} alt="" width="22" height="22" />
      <h1>
        Canopy <span>playground</span>
      </h1>
      <button type="button" popoverTarget="who" className={session ? 'who' : 'who nobody'}>
        {session?.name ?? 'Sign in'}
      </button>
      <div id="who" popover="auto" ref={panel} className="panel">
        {session && (
          <p>
            Signed in as <b>{session.name}</b>
            <br />
            {session.email}
            <button type="button" onClick={() => void signOut()}>
              Sign out
            </button>
          </p>
        )}
        <form method="post" onSubmit={submit}>
          <h2>{session ? 'Sign in as someone else' : 'Sign in'}</h2>
          <label>
            E-mail
            <input name="email" type="email" autoComplete="username" required defaultValue={session ? '' : config.signIn?.email} />
          </label>
          <label>
            Password
            <input name="password" type="password" autoComplete="current-password" required defaultValue={session ? '' : config.signIn?.password} />
          </label>
          {error && <p role="alert">{error}</p>}
          <button disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
          {config.oidc && <a href={OIDC}>Sign in at {config.oidc}</a>}
        </form>
        <button type="button" className="plain" onClick={restoreTabs}>
          Restore the tabs of the procedure
        </button>
      </div>
    </header>
  );
}

/** GraphiQL keeps the tabs in localStorage and writes them again as the page is left: forget them, then load the page at once. */
function restoreTabs() {
  for (const key of ['graphiql:tabState', 'graphiql:query', 'graphiql:variables']) localStorage.removeItem(key);
  location.reload();
}
