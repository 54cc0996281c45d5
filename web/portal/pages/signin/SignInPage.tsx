import { useState } from 'react';
import { Link, Redirect, useSearch } from 'wouter';
import { config } from '../../app/config';
import { returnTo, routes } from '../../app/routes';
import { endedByItself, signIn, SignInRefused, useSession } from '../../app/session';
import { Button } from '../../components/Button';
import { Form, FormFault, TextField } from '../../components/Form';
import { useText } from '../../i18n/text';
import { Outside } from './Outside';

/** Sign in by password or at the identity provider, and go where one was. */
export default function SignInPage() {
  const t = useText();
  const session = useSession();
  const to = returnTo(useSearch());
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);

  if (session !== null) return <Redirect to={to} replace />;

  async function submit(email: string, password: string) {
    setBusy(true);
    setFault('');
    try {
      await signIn(email, password);
    } catch (error) {
      const code = error instanceof SignInRefused ? error.code : 'OFFLINE';
      setFault(t(code === 'UNAUTHENTICATED' ? 'signin.refused' : code === 'RATE_LIMITED' ? 'signin.tooOften' : 'signin.failed'));
      setBusy(false);
    }
  }

  return (
    <Outside title={t('signin.title')}>
      {endedByItself && (
        <p className="outside-note" role="status">
          {t('signin.ended')}
        </p>
      )}
      <Form faults={[]} onSubmit={() => void submit(email, password)}>
        {fault && <FormFault>{fault}</FormFault>}
        <TextField path="email" label={t('signin.email')} type="email" autoComplete="username" value={email} onChange={setEmail} autoFocus isRequired />
        <TextField path="password" label={t('signin.password')} type="password" autoComplete="current-password" value={password} onChange={setPassword} isRequired />
        <Button type="submit" look="primary" isPending={busy}>
          {t('signin.signIn')}
        </Button>
      </Form>
      <p className="outside-foot">
        <Link href={routes.forgotPassword}>{t('signin.forgot')}</Link>
      </p>
      {config.oidc && (
        <>
          <p className="outside-or">{t('signin.or')}</p>
          <a className="button button-plain" href={`/oidc/login?returnTo=${encodeURIComponent(`/signed-in?returnTo=${encodeURIComponent(to)}`)}`}>
            {t('signin.oidc', { host: config.oidc })}
          </a>
        </>
      )}
      {config.signIn && (
        <div className="outside-note">
          {t('signin.demo')}
          <Button onPress={() => void submit(config.signIn!.email, config.signIn!.password)}>{t('signin.demoSignIn', { email: config.signIn.email })}</Button>
        </div>
      )}
    </Outside>
  );
}
