import { useCallback } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { fetchQuery, graphql } from 'relay-runtime';
import type { ContactFieldQuery, ContactFieldQuery$data } from '../../__generated__/ContactFieldQuery.graphql';
import { SearchBox } from '../../components/SearchBox';
import { useText } from '../../i18n/text';

type Hit = NonNullable<ContactFieldQuery$data['userDirectory']>['nodes'][number];

type Props = { directory: string; initial?: string; onChoose: (id: string | null) => void; canBeNobody: boolean };

/** Who at the reseller is told about an account: somebody of the user directory, by name or e-mail address. */
export function ContactField({ directory, initial, onChoose, canBeNobody }: Props) {
  const t = useText();
  const environment = useRelayEnvironment();
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
        { account: directory, search },
      ).toPromise();
      const hits = data?.userDirectory?.nodes ?? [];
      return { hits, more: (data?.userDirectory?.totalCount ?? 0) - hits.length };
    },
    [environment, directory],
  );
  return (
    <SearchBox<Hit>
      path="notificationContactId"
      label={t('account.notificationContact')}
      placeholder={t('account.notificationContactHint')}
      initial={initial}
      find={find}
      name={(hit) => hit.displayName}
      onChoose={(hit) => onChoose(hit.id)}
      onClear={canBeNobody ? () => onChoose(null) : undefined}
    >
      {(hit) => (
        <>
          <span>{hit.displayName}</span>
          <span className="quiet">{hit.email}</span>
        </>
      )}
    </SearchBox>
  );
}
