import './users.css';
import { startTransition, Suspense, useState } from 'react';
import { graphql } from 'react-relay';
import { useParams } from 'wouter';
import type { UsersPageActionsQuery } from '../../__generated__/UsersPageActionsQuery.graphql';
import { routes } from '../../app/routes';
import { useQuery } from '../../app/useQuery';
import { LinkButton } from '../../components/Button';
import { DownloadIcon, PlusIcon } from '../../components/icons';
import { Page } from '../../components/Page';
import { ErrorBoundaryQuietly } from '../../components/states';
import { useText } from '../../i18n/text';
import { AccountLine } from './AccountLine';
import { fileOf, useUserFilter, type Shown } from './filter';
import { UserFilters } from './UserFilters';
import { UserList } from './UserList';

/** Reseller User Management: the people of an account and of those below it. The address says which of them are shown. */
export default function UsersPage() {
  const t = useText();
  const { id = '' } = useParams();
  const [shown, show] = useUserFilter();
  const [fetchKey, setFetchKey] = useState(0); // another one after something was done
  const again = () => startTransition(() => setFetchKey((key) => key + 1));
  return (
    <Page title={t('users.title')} subtitle={<AccountLine id={id} page="users" />} back={{ to: routes.account(id), text: t('app.customers') }} actions={<Actions id={id} shown={shown} />}>
      <UserFilters key={id} id={id} shown={shown} fetchKey={fetchKey} onShow={show} />
      <UserList key={`${id} ${JSON.stringify(shown)}`} id={id} shown={shown} fetchKey={fetchKey} onShow={show} onDone={again} />
    </Page>
  );
}

/** The list as a file, whole: the browser keeps it as it comes. And the way to add somebody, for who may. */
function Actions({ id, shown }: { id: string; shown: Shown }) {
  const t = useText();
  return (
    <>
      <a className="button button-plain" href={fileOf(id, shown)} download>
        <DownloadIcon />
        {t('users.export')}
      </a>
      <ErrorBoundaryQuietly>
        <Suspense>
          <AddUsers id={id} />
        </Suspense>
      </ErrorBoundaryQuietly>
    </>
  );
}

function AddUsers({ id }: { id: string }) {
  const t = useText();
  const { account } = useQuery<UsersPageActionsQuery>(
    graphql`
      query UsersPageActionsQuery($id: ID!) {
        account(id: $id) {
          effectiveStatus
          viewerPermissions
        }
      }
    `,
    { id },
  );
  const open = account?.effectiveStatus === 'ACTIVE' || account?.effectiveStatus === 'PENDING';
  if (!open || !account.viewerPermissions.includes('ADD_USERS')) return null;
  return (
    <LinkButton to={routes.addUsers(id)} look="primary">
      <PlusIcon />
      {t('users.addTitle')}
    </LinkButton>
  );
}
