import { Suspense } from 'react';
import { graphql, useLazyLoadQuery } from 'react-relay';
import type { AccountLineQuery } from '../../__generated__/AccountLineQuery.graphql';
import { ErrorBoundaryQuietly } from '../../components/states';
import { useText } from '../../i18n/text';

/** Below a page's title: whose people it is about, and how many it has itself. */
export function AccountLine({ id }: { id: string }) {
  return (
    <ErrorBoundaryQuietly>
      <Suspense fallback={'\u00A0'}>
        <Line id={id} />
      </Suspense>
    </ErrorBoundaryQuietly>
  );
}

function Line({ id }: { id: string }) {
  const t = useText();
  const { account } = useLazyLoadQuery<AccountLineQuery>(
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
    { fetchPolicy: 'store-and-network' },
  );
  return account && t('users.accountLine', { name: account.name, count: account.users.totalCount });
}
