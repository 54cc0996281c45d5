import { Suspense, useDeferredValue } from 'react';
import { graphql } from 'react-relay';
import { Radio, RadioGroup } from 'react-aria-components';
import type { UserFiltersQuery } from '../../__generated__/UserFiltersQuery.graphql';
import { useQuery } from '../../app/useQuery';
import { SearchField } from '../../components/SearchField';
import { Select } from '../../components/Select';
import { ErrorBoundaryQuietly } from '../../components/states';
import { useLanguage, useText } from '../../i18n/text';
import { filterOf, standings, type Shown, type Standing } from './filter';
import { roles } from './people';

type Props = { id: string; shown: Shown; fetchKey: number; onShow: (change: Partial<Shown>) => void };

/** What the list is narrowed to. */
export function UserFilters({ id, shown, fetchKey, onShow }: Props) {
  const t = useText();
  return (
    <div className="filters" role="search" aria-label={t('users.filters')}>
      <div className="filters-search">
        <SearchField label={t('users.search')} hideLabel placeholder={t('users.searchHint')} value={shown.search} onSearch={(search) => onShow({ search })} />
      </div>
      <Select
        label={t('users.whose')}
        options={[
          { id: 'all', name: t('users.whoseBelow') },
          { id: 'own', name: t('users.whoseOwn') },
        ]}
        value={shown.own ? 'own' : 'all'}
        onChange={(whose) => onShow({ own: whose === 'own' })}
      />
      <Select
        label={t('users.role')}
        options={[{ id: '', name: t('users.roleAny') }, ...roles.map((role) => ({ id: role, name: t(`users.role.${role}`) }))]}
        value={shown.role}
        onChange={(role) => onShow({ role })}
      />
      <RadioGroup className="standings" aria-label={t('users.status')} orientation="horizontal" value={shown.standing} onChange={(standing) => onShow({ standing: standing as Standing })}>
        {standings.map((standing) => (
          <Radio key={standing} value={standing} className="standing">
            {t(`users.standing.${standing}`)}
            <ErrorBoundaryQuietly>
              <Suspense>
                <Count id={id} shown={shown} fetchKey={fetchKey} standing={standing} />
              </Suspense>
            </ErrorBoundaryQuietly>
          </Radio>
        ))}
      </RadioGroup>
    </div>
  );
}

/** How many there are in each standing, under the other filters. */
function Count({ id, shown, fetchKey, standing }: { id: string; shown: Shown; fetchKey: number; standing: Standing }) {
  const language = useLanguage();
  const asked = useDeferredValue(shown);
  const of = (standing: Standing) => filterOf({ ...asked, standing });
  const { account } = useQuery<UserFiltersQuery>(
    graphql`
      query UserFiltersQuery($id: ID!, $below: Boolean!, $all: UserFilter!, $active: UserFilter!, $invited: UserFilter!, $notReached: UserFilter!, $disabled: UserFilter!) {
        account(id: $id) {
          ALL: users(first: 1, includeDescendants: $below, filter: $all) {
            totalCount
          }
          ACTIVE: users(first: 1, includeDescendants: $below, filter: $active) {
            totalCount
          }
          INVITED: users(first: 1, includeDescendants: $below, filter: $invited) {
            totalCount
          }
          NOT_REACHED: users(first: 1, includeDescendants: $below, filter: $notReached) {
            totalCount
          }
          DISABLED: users(first: 1, includeDescendants: $below, filter: $disabled) {
            totalCount
          }
        }
      }
    `,
    { id, below: !asked.own, all: of('ALL'), active: of('ACTIVE'), invited: of('INVITED'), notReached: of('NOT_REACHED'), disabled: of('DISABLED') },
    { fetchPolicy: 'store-and-network', fetchKey },
  );
  return account && <span className="standing-count number">{account[standing].totalCount.toLocaleString(language)}</span>;
}
