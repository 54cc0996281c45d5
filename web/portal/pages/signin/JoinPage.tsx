import { graphql } from 'react-relay';
import type { JoinPageMutation } from '../../__generated__/JoinPageMutation.graphql';
import { useAction } from '../../app/useAction';
import { useText } from '../../i18n/text';
import { ChoosePassword } from './ChoosePassword';

/** Where the link of an invitation leads. */
export default function JoinPage() {
  const t = useText();
  const [accept, busy] = useAction<JoinPageMutation>(graphql`
    mutation JoinPageMutation($input: AcceptInvitationInput!) {
      acceptInvitation(input: $input) {
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
      title={t('signin.joinTitle')}
      text={t('signin.joinText')}
      action={t('signin.join')}
      done={t('signin.joined')}
      over={t('signin.joinOver')}
      busy={busy}
      choose={async (token, password) => (await accept({ input: { token, password } }))?.acceptInvitation.userErrors ?? null}
    />
  );
}
