import { useState } from 'react';
import { graphql } from 'react-relay';
import { Link } from 'wouter';
import type { ForgotPasswordPageMutation } from '../../__generated__/ForgotPasswordPageMutation.graphql';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { Button } from '../../components/Button';
import { Form, TextField } from '../../components/Form';
import { useText } from '../../i18n/text';
import { Outside } from './Outside';

/** Asks for the mail by which a password is set. It says the same whether or not there is such a person. */
export default function ForgotPasswordPage() {
  const t = useText();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [request, busy] = useAction<ForgotPasswordPageMutation>(graphql`
    mutation ForgotPasswordPageMutation($input: RequestPasswordResetInput!) {
      requestPasswordReset(input: $input) {
        userErrors {
          path
          code
          message
        }
      }
    }
  `);

  async function submit() {
    const answer = await request({ input: { email } });
    if (!answer) return;
    setFaults(answer.requestPasswordReset.userErrors);
    setSent(answer.requestPasswordReset.userErrors.length === 0);
  }

  return (
    <Outside title={t(sent ? 'signin.forgotSent' : 'signin.forgotTitle')}>
      {sent ? (
        <p role="status">{t('signin.forgotSentText', { email })}</p>
      ) : (
        <Form faults={faults} onSubmit={() => void submit()}>
          <p className="quiet">{t('signin.forgotText')}</p>
          <TextField path="email" label={t('signin.email')} type="email" autoComplete="username" value={email} onChange={setEmail} autoFocus isRequired />
          <Button type="submit" look="primary" isPending={busy}>
            {t('signin.forgotSend')}
          </Button>
        </Form>
      )}
      <p className="outside-foot">
        <Link href={routes.signIn}>{t('signin.back')}</Link>
      </p>
    </Outside>
  );
}
