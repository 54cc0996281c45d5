import './ContactField.css';
import { Suspense, useCallback, useState } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { fetchQuery, graphql } from 'relay-runtime';
import type { ContactFieldQuery } from '../__generated__/ContactFieldQuery.graphql';
import { part } from '../app/part';
import { Button } from './Button';
import { SearchBox } from './SearchBox';
import { useText } from '../i18n/text';

const UserDirectory = part(() => import('./UserDirectory'));

export type Contact = { readonly id: string; readonly displayName: string; readonly email: string };

type Props = { path?: string; accountId: string; value: Contact | null; onChange: (contact: Contact | null) => void; canBeNobody?: boolean };

/** Who at the reseller is told about an account: found by name or e-mail address, or picked from the user directory of the account above. */
export function ContactField({ path = 'notificationContactId', accountId, value, onChange, canBeNobody }: Props) {
  const t = useText();
  const environment = useRelayEnvironment();
  const [open, setOpen] = useState(false);
  const [picks, setPicks] = useState(0); // the box begins anew with who was picked
  const find = useCallback(
    async (search: string) => {
      const data = await fetchQuery<ContactFieldQuery>(
        environment,
        graphql`
          query ContactFieldQuery($account: ID!, $search: String!) {
            userDirectory(accountId: $account, search: $search, first: 20) {
              nodes {
                id
                displayName
                email
              }
              totalCount
            }
          }
        `,
        { account: accountId, search },
      ).toPromise();
      const hits = data?.userDirectory?.nodes ?? [];
      return { hits, more: (data?.userDirectory?.totalCount ?? 0) - hits.length };
    },
    [environment, accountId],
  );
  return (
    <div className="contact">
      <SearchBox<Contact>
        key={picks}
        path={path}
        label={t('contact.label')}
        placeholder={t('contact.hint')}
        initial={value?.displayName}
        find={find}
        name={(hit) => hit.displayName}
        onChoose={onChange}
        onClear={canBeNobody ? () => onChange(null) : undefined}
        isRequired={!canBeNobody}
      >
        {(hit) => (
          <>
            <span className="hit-name">{hit.displayName}</span>
            <span className="hit-path">{hit.email}</span>
          </>
        )}
      </SearchBox>
      <Button onPress={() => setOpen(true)}>{t('contact.directory')}</Button>
      {value && <p className="field-hint contact-chosen">{value.email}</p>}
      {open && (
        <Suspense>
          <UserDirectory
            accountId={accountId}
            onClose={() => setOpen(false)}
            onChoose={(contact) => {
              onChange(contact);
              setPicks(picks + 1);
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
