import { graphql } from 'react-relay';
import type { NewPasswordPageMutation } from '../../__generated__/NewPasswordPageMutation.graphql';
import { useAction } from '../../app/useAction';
import { useText } from '../../i18n/text';
import { ChoosePassword } from './ChoosePassword';

/** Where the link of a mail to who forgot their password leads. */
export default function NewPasswordPage() {
  const t = useText();
  const [reset, busy] = useAction<NewPasswordPageMutation>(graphql`
    mutation NewPasswordPageMutation($input: ResetPasswordInput!) {
      resetPassword(input: $input) {
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  return (
    <ChoosePassword
      title={t('signin.resetTitle')}
      text={t('signin.resetText')}
      action={t('signin.reset')}
      done={t('signin.resetDone')}
      over={t('signin.resetOver')}
      busy={busy}
      choose={async (token, password) => (await reset({ input: { token, password } }))?.resetPassword.userErrors ?? null}
    />
  );
}
