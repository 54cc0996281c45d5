import { useState } from 'react';
import { graphql } from 'react-relay';
import type { EditUserDialogMutation } from '../../__generated__/EditUserDialogMutation.graphql';
import type { EditUserDialogQuery, EditUserDialogQuery$data } from '../../__generated__/EditUserDialogQuery.graphql';
import type { Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { Button } from '../../components/Button';
import { Dialog, DialogButtons } from '../../components/Dialog';
import { Form, TextField } from '../../components/Form';
import { LanguageField, TimeZoneField } from '../../components/LocaleFields';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';

type Props = { id: string; onDone: () => void; onClose: () => void };

/** A person's details. What somebody else changed meanwhile is not overwritten. */
export function EditUserDialog({ id, onDone, onClose }: Props) {
  const { user } = useQuery<EditUserDialogQuery>(
    graphql`
      query EditUserDialogQuery($id: ID!) {
        user(id: $id) {
          id
          givenName
          familyName
          displayName
          email
          phone
          jobTitle
          language
          timezone
          status
          updatedAt
        }
      }
    `,
    { id },
    { fetchPolicy: 'network-only' },
  );
  return user && <Details user={user} onDone={onDone} onClose={onClose} />;
}

function Details({ user, onDone, onClose }: { user: NonNullable<EditUserDialogQuery$data['user']>; onDone: () => void; onClose: () => void }) {
  const t = useText();
  const [typed, setTyped] = useState({
    givenName: user.givenName,
    familyName: user.familyName,
    email: user.email,
    phone: user.phone ?? '',
    jobTitle: user.jobTitle ?? '',
    language: user.language as string | null,
    timezone: user.timezone as string | null,
  });
  const [looked] = useState(user.updatedAt);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [update, busy] = useAction<EditUserDialogMutation>(graphql`
    mutation EditUserDialogMutation($input: UpdateUserInput!) {
      updateUser(input: $input) {
        user {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });

  async function save() {
    const { email, ...rest } = typed;
    const input = { userId: user.id, ...rest, ...(email !== user.email && { email }), phone: typed.phone || null, jobTitle: typed.jobTitle || null, expectedUpdatedAt: looked };
    const answer = await update({ input });
    if (!answer) return;
    setFaults(answer.updateUser.userErrors);
    if (answer.updateUser.userErrors.length > 0) return;
    tell(t(email !== user.email && user.status === 'ACTIVE' ? 'users.savedConfirm' : 'users.saved', { name: `${typed.givenName} ${typed.familyName}`, email }));
    onDone();
    onClose();
  }

  return (
    <Dialog title={t('users.editTitle', { name: user.displayName })} onClose={onClose} wide>
      <Form faults={faults} onSubmit={() => void save()}>
        <div className="edit-fields">
          <TextField path="givenName" label={t('users.givenName')} isRequired autoFocus autoComplete="off" value={typed.givenName} onChange={(givenName) => change({ givenName })} />
          <TextField path="familyName" label={t('users.familyName')} isRequired autoComplete="off" value={typed.familyName} onChange={(familyName) => change({ familyName })} />
          <TextField
            path="email"
            label={t('users.email')}
            isRequired
            inputMode="email"
            autoComplete="off"
            hint={user.status === 'ACTIVE' ? t('users.emailHint') : undefined}
            value={typed.email}
            onChange={(email) => change({ email })}
          />
          <TextField path="phone" label={t('users.phoneOptional')} inputMode="tel" autoComplete="off" value={typed.phone} onChange={(phone) => change({ phone })} />
          <TextField path="jobTitle" label={t('users.jobTitleOptional')} autoComplete="off" value={typed.jobTitle} onChange={(jobTitle) => change({ jobTitle })} />
          <LanguageField path="language" label={t('users.language')} isRequired value={typed.language} onChange={(language) => change({ language })} />
          <TimeZoneField path="timezone" label={t('users.timezone')} isRequired value={typed.timezone} onChange={(timezone) => change({ timezone })} />
        </div>
        <DialogButtons>
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" look="primary" isPending={busy}>
            {t('users.save')}
          </Button>
        </DialogButtons>
      </Form>
    </Dialog>
  );
}
