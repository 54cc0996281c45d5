import { useCallback } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { fetchQuery, graphql } from 'relay-runtime';
import type { AccountBoxQuery, AccountBoxQuery$data } from '../__generated__/AccountBoxQuery.graphql';
import { SearchBox } from './SearchBox';
import { useText } from '../i18n/text';

export type FoundAccount = NonNullable<AccountBoxQuery$data['accounts']>['nodes'][number];

type Props = {
  path: string;
  label: string;
  /** What the viewer must be allowed on the accounts that are offered. */
  needs: 'MOVE_ACCOUNT' | 'ADD_USERS' | 'MANAGE_GRANTS';
  /** Whether one of those is of use; it stays the same function. All of them are, without it. */
  useful?: (account: FoundAccount) => boolean;
  initial?: string;
  onChoose: (account: FoundAccount) => void;
};

/** A box to find an account in by name, number or reference: any one on which the viewer may do something, and that is not closed. */
export function AccountBox({ path, label, needs, useful, initial, onChoose }: Props) {
  const t = useText();
  const environment = useRelayEnvironment();
  const find = useCallback(
    async (search: string) => {
      const data = await fetchQuery<AccountBoxQuery>(
        environment,
        graphql`
          query AccountBoxQuery($search: String!) {
            accounts(first: 50, filter: { search: $search, status: [ACTIVE, SUSPENDED, PENDING] }) {
              nodes {
                id
                name
                accountNumber
                viewerPermissions
                ancestors {
                  id
                  name
                }
              }
              totalCount
            }
          }
        `,
        { search },
      ).toPromise();
      const found = data?.accounts?.nodes ?? [];
      const hits = found.filter((account) => account.viewerPermissions.includes(needs) && (useful?.(account) ?? true));
      return { hits, more: (data?.accounts?.totalCount ?? 0) - found.length };
    },
    [environment, needs, useful],
  );
  return (
    <SearchBox<FoundAccount> path={path} label={label} placeholder={t('accounts.searchHint')} initial={initial} find={find} name={(account) => account.name} onChoose={onChoose}>
      {(account) => (
        <>
          <span className="hit-name">
            {account.name} <span className="quiet number">{account.accountNumber}</span>
          </span>
          {account.ancestors.length > 0 && <span className="hit-path">{account.ancestors.map((ancestor) => ancestor.name).join(' › ')}</span>}
        </>
      )}
    </SearchBox>
  );
}
