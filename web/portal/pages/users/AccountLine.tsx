import { Suspense } from 'react';
import { graphql } from 'react-relay';
import type { AccountLineQuery } from '../../__generated__/AccountLineQuery.graphql';
import { useQuery } from '../../app/useQuery';
import { ErrorBoundaryQuietly } from '../../components/states';
import { useText } from '../../i18n/text';

/** Below a page's title: whose people it is about, and how many it has itself. */
export function AccountLine({ id, page }: { id: string; page: string }) {
  return (
    <ErrorBoundaryQuietly>
      <Suspense fallback={'\u00A0'}>
        <Line id={id} page={page} />
      </Suspense>
    </ErrorBoundaryQuietly>
  );
}

function Line({ id, page }: { id: string; page: string }) {
  const t = useText();
  const { account } = useQuery<AccountLineQuery>(
    graphql`
      query AccountLineQuery($id: ID!) {
        account(id: $id) {
          name
          users(first: 1) {
            totalCount
          }
        }
      }
    `,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: page }, // another page asks anew,
  );
  return account && t('users.accountLine', { name: account.name, count: account.users.totalCount });
}
