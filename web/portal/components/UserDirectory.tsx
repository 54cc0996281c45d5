import { Suspense, useState, useTransition, type Key } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { graphql, usePaginationFragment } from 'react-relay';
import { useQuery } from '../app/useQuery';
import type { UserDirectory_query$key } from '../__generated__/UserDirectory_query.graphql';
import type { UserDirectoryPageQuery } from '../__generated__/UserDirectoryPageQuery.graphql';
import type { UserDirectoryQuery } from '../__generated__/UserDirectoryQuery.graphql';
import { Button } from './Button';
import type { Contact } from './ContactField';
import { Dialog, DialogButtons } from './Dialog';
import { SearchField } from './SearchField';
import { EmptyState, ErrorBoundary, LoadingState } from './states';
import { useText } from '../i18n/text';

type Props = { accountId: string; onChoose: (contact: Contact) => void; onClose: () => void };

/** Everybody who may be the notification contact of a customer below an account, page by page, or those of a name or an e-mail address. */
export default function UserDirectory({ accountId, onChoose, onClose }: Props) {
  const t = useText();
  const [search, setSearch] = useState('');
  const [isSearching, startTransition] = useTransition();
  return (
    <Dialog title={t('contact.directory')} onClose={onClose} wide>
      <p className="quiet">{t('contact.directoryText')}</p>
      <SearchField label={t('contact.search')} hideLabel placeholder={t('contact.hint')} value={search} onSearch={(text) => startTransition(() => setSearch(text))} autoFocus />
      <div className="directory" aria-busy={isSearching}>
        <ErrorBoundary>
          <Suspense fallback={<LoadingState />}>
            <People key={search} accountId={accountId} search={search} onChoose={onChoose} />
          </Suspense>
        </ErrorBoundary>
      </div>
      <DialogButtons>
        <Button onPress={onClose}>{t('app.cancel')}</Button>
      </DialogButtons>
    </Dialog>
  );
}

function People({ accountId, search, onChoose }: Omit<Props, 'onClose'> & { search: string }) {
  const t = useText();
  const query = useQuery<UserDirectoryQuery>(
    graphql`
      query UserDirectoryQuery($accountId: ID!, $search: String) {
        ...UserDirectory_query @arguments(accountId: $accountId, search: $search)
      }
    `,
    { accountId, search: search || null },
  );
  const { data, hasNext, loadNext, isLoadingNext } = usePaginationFragment<UserDirectoryPageQuery, UserDirectory_query$key>(
    graphql`
      fragment UserDirectory_query on Query @refetchable(queryName: "UserDirectoryPageQuery") @argumentDefinitions(accountId: { type: "ID!" }, search: { type: "String" }, first: { type: "Int", defaultValue: 50 }, after: { type: "String" }) {
        userDirectory(accountId: $accountId, search: $search, first: $first, after: $after) @connection(key: "UserDirectory_userDirectory") {
          edges {
            node {
              id
              displayName
              email
              account {
                name
              }
            }
          }
        }
      }
    `,
    query,
  );
  const people = (data.userDirectory?.edges ?? []).map(({ node }) => node);
  const choose = (id: Key) => {
    const person = people.find((person) => person.id === id);
    if (person) onChoose(person);
  };
  return (
    <>
      <ListBox
        className="search-list"
        aria-label={t('contact.directory')}
        items={people}
        onAction={choose}
        renderEmptyState={() => <EmptyState title={search ? t('app.searchNone', { search }) : t('contact.nobody')} />}
      >
        {(person) => (
          <ListBoxItem className="search-hit directory-person" textValue={person.displayName}>
            <span className="hit-name">{person.displayName}</span>
            <span>{person.email}</span>
            <span className="quiet">{person.account?.name}</span>
          </ListBoxItem>
        )}
      </ListBox>
      {hasNext && (
        <div className="directory-more">
          <Button look="bare" isPending={isLoadingNext} onPress={() => void loadNext(50)}>
            {t('contact.more')}
          </Button>
        </div>
      )}
    </>
  );
}
