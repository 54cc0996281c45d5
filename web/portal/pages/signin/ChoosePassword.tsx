import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { signOut, useSession } from '../../app/session';
import { Button, LinkButton } from '../../components/Button';
import { Form, FormFault, TextField } from '../../components/Form';
import { useText } from '../../i18n/text';
import { Outside } from './Outside';

type Props = {
  title: string;
  text: string;
  action: string;
  done: string;
  over: string;
  busy: boolean;
  /** Sets the password by the token of the mail's link; null when the request failed. */
  choose: (token: string, password: string) => Promise<readonly Fault[] | null>;
};

/** A password, twice, for the token of the address: who is invited, and who forgot theirs. */
export function ChoosePassword({ title, text, action, done, over, busy, choose }: Props) {
  const t = useText();
  const [, navigate] = useLocation();
  const session = useSession(); // maybe another person's
  const token = new URLSearchParams(useSearch()).get('token') ?? '';
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [isDone, setDone] = useState(false);
  const [differ, setDiffer] = useState(false);
  const isOver = token === '' || faults.some((fault) => fault.path[0] === 'token');

  async function submit() {
    setDiffer(password !== again);
    if (password !== again) return;
    const told = await choose(token, password);
    if (!told) return;
    setFaults(told);
    setDone(told.length === 0);
  }

  async function makeWay() {
    await signOut();
    navigate(routes.signIn);
  }

  if (isDone && session !== null) {
    return (
      <Outside title={done}>
        <p role="status">{t('signin.otherSession')}</p>
        <Button look="primary" onPress={() => void makeWay()}>
          {t('signin.endOtherSession')}
        </Button>
      </Outside>
    );
  }
  if (isDone || isOver) {
    return (
      <Outside title={isDone ? done : t('signin.linkOver')}>
        <p role="status">{isDone ? t('signin.nowSignIn') : over}</p>
        <LinkButton to={routes.signIn} look="primary">
          {t('signin.toSignIn')}
        </LinkButton>
      </Outside>
    );
  }
  return (
    <Outside title={title}>
      <Form faults={faults} onSubmit={() => void submit()}>
        <p className="quiet">{text}</p>
        {differ && <FormFault>{t('signin.differ')}</FormFault>}
        <TextField path="password" label={t('signin.newPassword')} hint={t('signin.passwordHint')} type="password" autoComplete="new-password" value={password} onChange={setPassword} autoFocus isRequired />
        <TextField path="again" label={t('signin.again')} type="password" autoComplete="new-password" value={again} onChange={setAgain} isRequired />
        <Button type="submit" look="primary" isPending={busy}>
          {action}
        </Button>
      </Form>
    </Outside>
  );
}
