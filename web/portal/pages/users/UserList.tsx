import { startTransition, Suspense, useState } from 'react';
import { graphql } from 'react-relay';
import { Checkbox } from 'react-aria-components';
import type { UserListQuery, UserListQuery$data } from '../../__generated__/UserListQuery.graphql';
import { useQuery } from '../../app/useQuery';
import { Button } from '../../components/Button';
import { CheckIcon } from '../../components/icons';
import { EmptyState, ErrorBoundary, LoadingState } from '../../components/states';
import { useText } from '../../i18n/text';
import { UserDeedDialog, type Asked } from './UserDeedDialog';
import { EditUserDialog } from './EditUserDialog';
import { deeds, fits, type Chosen, type Deed } from './deeds';
import { everybody, filterOf, type Shown } from './filter';
import { Pager } from './Pager';
import { RolesDialog } from './RolesDialog';
import { UserRow } from './UserRow';

const PAGE = 50;

type Props = { id: string; shown: Shown; fetchKey: number; onShow: (change: Partial<Shown>) => void };
type Listed = NonNullable<UserListQuery$data['account']>['users']['nodes'][number];

/** The people in pages. Those who are ticked stay so from page to page. */
export function UserList({ onDone, ...props }: Props & { onDone: () => void }) {
  const [behind, setBehind] = useState<readonly (string | null)[]>([null]); // the cursors before each page up to this one
  const [ticked, setTicked] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const [asked, setAsked] = useState<Asked | null>(null);
  const [edited, setEdited] = useState<string | null>(null);
  const [trusted, setTrusted] = useState<string | null>(null); // whose roles are looked at
  return (
    <>
      <ErrorBoundary>
        <Suspense fallback={<LoadingState />}>
          <Table
            {...props}
            behind={behind}
            onPage={(cursors) => startTransition(() => setBehind(cursors))}
            ticked={ticked}
            onTick={setTicked}
            onDeed={(deed, people) => setAsked({ deed, people })}
            onEdit={setEdited}
            onRoles={setTrusted}
          />
        </Suspense>
      </ErrorBoundary>
      {asked && (
        <UserDeedDialog
          {...asked}
          onDone={() => {
            setTicked(new Map());
            onDone();
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {edited && (
        <Suspense>
          <EditUserDialog id={edited} onDone={onDone} onClose={() => setEdited(null)} />
        </Suspense>
      )}
      {trusted && (
        <Suspense>
          <RolesDialog id={trusted} onDone={onDone} onClose={() => setTrusted(null)} />
        </Suspense>
      )}
    </>
  );
}

type TableProps = Props & {
  behind: readonly (string | null)[];
  onPage: (behind: readonly (string | null)[]) => void;
  ticked: ReadonlyMap<string, Chosen>;
  onTick: (ticked: ReadonlyMap<string, Chosen>) => void;
  onDeed: (deed: Deed, people: readonly Chosen[]) => void;
  onEdit: (id: string) => void;
  onRoles: (id: string) => void;
};

function Table({ id, shown, onShow, behind, onPage, fetchKey, ticked, onTick, onDeed, onEdit, onRoles }: TableProps) {
  const t = useText();
  const { viewer, account } = useQuery<UserListQuery>(
    graphql`
      query UserListQuery($id: ID!, $first: Int!, $after: String, $below: Boolean!, $filter: UserFilter!) {
        viewer {
          user {
            id
          }
        }
        account(id: $id) {
          users(first: $first, after: $after, includeDescendants: $below, filter: $filter) {
            nodes {
              id
              displayName
              status
              invitation {
                status
              }
              account {
                viewerPermissions
              }
              ...UserRow_user
            }
            pageInfo {
              endCursor
              hasNextPage
            }
            totalCount
          }
        }
      }
    `,
    { id, first: PAGE, after: behind.at(-1)!, below: !shown.own, filter: filterOf(shown) },
    { fetchPolicy: 'store-and-network', fetchKey },
  );
  if (!account) return <EmptyState title={t('users.noAccount')} />;
  const { nodes, pageInfo, totalCount } = account.users;
  if (nodes.length === 0 && behind.length === 1) return <Nobody shown={shown} onShow={onShow} />;
  const chosen = ({ id, displayName, status, invitation }: Listed): Chosen => ({ id, name: displayName, status, invitation: invitation?.status ?? null, isViewer: id === viewer.user?.id });
  const choices = nodes.filter(mayEdit).map(chosen);
  const here = choices.filter(({ id }) => ticked.has(id)).length;
  const tick = (people: readonly Chosen[], on: boolean) => {
    const next = new Map(ticked);
    for (const person of people) on ? next.set(person.id, person) : next.delete(person.id);
    onTick(next);
  };
  const from = (behind.length - 1) * PAGE;
  return (
    <>
      {ticked.size > 0 && <Ticked people={[...ticked.values()]} onDeed={onDeed} onClear={() => onTick(new Map())} />}
      <div className="users-scroll">
        <table className="users" aria-label={t('users.title')}>
          <thead>
            <tr>
              <th scope="col" className="users-tick">
                {choices.length === 0 ? (
                  <span className="only-read">{t('users.options')}</span>
                ) : (
                  <Tick label={t('users.tickAll')} on={here === choices.length} some={here > 0 && here < choices.length} onChange={(on) => tick(choices, on)} />
                )}
              </th>
              <th scope="col" className="users-name">
                {t('users.name')}
              </th>
              {!shown.own && (
                <th scope="col" className="users-account">
                  {t('users.account')}
                </th>
              )}
              <th scope="col">{t('users.role')}</th>
              <th scope="col">{t('users.languageAndTime')}</th>
              <th scope="col" className="users-status">
                {t('users.status')}
              </th>
              <th scope="col" className="users-options">
                <span className="only-read">{t('users.options')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <UserRow
                key={node.id}
                user={node}
                person={chosen(node)}
                showAccount={!shown.own}
                ticked={ticked.has(node.id)}
                tick={mayEdit(node) && <Tick label={t('users.tick', { name: node.displayName })} on={ticked.has(node.id)} onChange={(on) => tick([chosen(node)], on)} />}
                onDeed={mayEdit(node) ? (deed) => onDeed(deed, [chosen(node)]) : null}
                onEdit={() => onEdit(node.id)}
                onRoles={mayGrant(node) ? () => onRoles(node.id) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        from={Math.min(from + 1, totalCount)}
        to={from + nodes.length}
        total={totalCount}
        onBack={behind.length > 1 ? () => onPage(behind.slice(0, -1)) : null}
        onNext={pageInfo.hasNextPage ? () => onPage([...behind, pageInfo.endCursor!]) : null}
      />
    </>
  );
}

const mayEdit = ({ account }: Listed) => account?.viewerPermissions.includes('EDIT_USERS') ?? false;
const mayGrant = ({ account }: Listed) => account?.viewerPermissions.includes('MANAGE_GRANTS') ?? false;

function Tick({ label, on, some, onChange }: { label: string; on: boolean; some?: boolean; onChange: (on: boolean) => void }) {
  return (
    <Checkbox className="tick" aria-label={label} isSelected={on} isIndeterminate={some ?? false} onChange={onChange}>
      <span className="tick-box">{on && <CheckIcon size={14} />}</span>
    </Checkbox>
  );
}

/** What can be done to all who are ticked, as far as it fits where they are. */
function Ticked({ people, onDeed, onClear }: { people: readonly Chosen[]; onDeed: TableProps['onDeed']; onClear: () => void }) {
  const t = useText();
  return (
    <div className="ticked" role="group" aria-label={t('users.ticked', { count: people.length })}>
      <b className="number" role="status">
        {t('users.ticked', { count: people.length })}
      </b>
      {deeds
        .filter((deed) => people.some((person) => fits(deed, person)))
        .map((deed) => (
          <Button key={deed} onPress={() => onDeed(deed, people)}>
            {t(`users.deed.${deed}`)}
          </Button>
        ))}
      <Button look="bare" onPress={onClear}>
        {t('users.untick')}
      </Button>
    </div>
  );
}

function Nobody({ shown, onShow }: { shown: Shown; onShow: Props['onShow'] }) {
  const t = useText();
  const filtered = JSON.stringify({ ...shown, own: false }) !== JSON.stringify(everybody);
  return (
    <EmptyState title={t(filtered ? 'users.noneFound' : 'users.none')}>
      {filtered ? <Button onPress={() => onShow(everybody)}>{t('users.showAll')}</Button> : <p>{t('users.noneText')}</p>}
    </EmptyState>
  );
}
