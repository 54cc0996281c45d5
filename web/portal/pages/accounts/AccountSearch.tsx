import { useCallback } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { fetchQuery, graphql } from 'relay-runtime';
import type { AccountSearchQuery, AccountSearchQuery$data } from '../../__generated__/AccountSearchQuery.graphql';
import { SearchBox } from '../../components/SearchBox';
import { useText } from '../../i18n/text';

type Hit = NonNullable<AccountSearchQuery$data['accounts']>['nodes'][number];

/** Finds accounts anywhere in the viewer's trees, and shows where each stands. */
export function AccountSearch({ onChoose }: { onChoose: (id: string) => void }) {
  const t = useText();
  const environment = useRelayEnvironment();
  const find = useCallback(
    async (search: string) => {
      const data = await fetchQuery<AccountSearchQuery>(
        environment,
        graphql`
          query AccountSearchQuery($search: String!) {
            accounts(first: 20, filter: { search: $search }) {
              nodes {
                id
                name
                accountNumber
                ancestors {
                  name
                }
              }
              totalCount
            }
          }
        `,
        { search },
      ).toPromise();
      const hits = data?.accounts?.nodes ?? [];
      return { hits, more: (data?.accounts?.totalCount ?? 0) - hits.length };
    },
    [environment],
  );
  return (
    <SearchBox<Hit> label={t('accounts.search')} hideLabel placeholder={t('accounts.searchHint')} find={find} name={(hit) => hit.name} onChoose={(hit) => onChoose(hit.id)} clears>
      {(hit) => (
        <>
          <span className="hit-name">
            {hit.name} <span className="quiet number">{hit.accountNumber}</span>
          </span>
          {hit.ancestors.length > 0 && <span className="hit-path">{hit.ancestors.map((ancestor) => ancestor.name).join(' › ')}</span>}
        </>
      )}
    </SearchBox>
  );
}
