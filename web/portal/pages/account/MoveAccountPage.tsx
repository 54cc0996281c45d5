import './account.css';
import { useCallback, useState } from 'react';
import { graphql, useRelayEnvironment } from 'react-relay';
import { useLocation, useParams } from 'wouter';
import type { MoveAccountPageMutation, MoveAccountPageMutation$data } from '../../__generated__/MoveAccountPageMutation.graphql';
import type { MoveAccountPageQuery } from '../../__generated__/MoveAccountPageQuery.graphql';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { AccountBox, type FoundAccount } from '../../components/AccountBox';
import { Button, LinkButton } from '../../components/Button';
import { Form } from '../../components/Form';
import { Card, Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { forestOf } from '../accounts/Forest';
import { AccessChanges } from './AccessChanges';

/** Hangs an account below another one, behind a look at whose access that changes. */
export default function MoveAccountPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('account.moveTitle')} back={{ to: routes.account(id), text: t('app.customers') }} narrow>
      <Move id={id} />
    </Page>
  );
}

type Parent = { id: string; name: string };
type Moved = MoveAccountPageMutation$data['moveAccounts'];

const wayTo = (account: { readonly ancestors: readonly { readonly name: string }[] }, name: string) => [...account.ancestors.map((ancestor) => ancestor.name), name].join(' › ');

function Move({ id }: { id: string }) {
  const t = useText();
  const [, navigate] = useLocation();
  const forest = forestOf(useRelayEnvironment());
  const { account } = useQuery<MoveAccountPageQuery>(
    graphql`
      query MoveAccountPageQuery($id: ID!) {
        account(id: $id) {
          id
          name
          effectiveStatus
          viewerPermissions
          ancestors {
            name
          }
          parent {
            id
          }
          descendants(first: 1) {
            totalCount
          }
          users(first: 1, includeDescendants: true) {
            totalCount
          }
        }
      }
    `,
    { id },
    { fetchPolicy: 'network-only' },
  );
  const [parent, setParent] = useState<Parent | null>(null);
  const [tried, setTried] = useState<Moved | null>(null); // what moving to parent would do
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [move, busy] = useAction<MoveAccountPageMutation>(graphql`
    mutation MoveAccountPageMutation($input: MoveAccountsInput!) {
      moveAccounts(input: $input) {
        accounts {
          ...AccountRow_account
        }
        gainCount
        gains {
          ...AccessChanges_change
        }
        lossCount
        losses {
          ...AccessChanges_change
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const above = account?.parent?.id;
  const isTarget = useCallback((to: FoundAccount) => to.id !== id && to.id !== above && !to.ancestors.some((ancestor) => ancestor.id === id), [id, above]);
  if (!account) return <EmptyState title={t('accounts.gone')} />;
  if (account.effectiveStatus === 'CLOSED') return <EmptyState title={t('account.isClosed', { name: account.name })} />;
  if (!account.parent || !account.viewerPermissions.includes('MOVE_ACCOUNT')) return <EmptyState title={t('account.mayNotMove', { name: account.name })} />;

  async function ask(to: Parent, dryRun: boolean) {
    const answer = await move({ input: { accountIds: [id], parentId: to.id, dryRun } });
    if (!answer) return null;
    setFaults(answer.moveAccounts.userErrors);
    return answer.moveAccounts.userErrors.length === 0 ? answer.moveAccounts : null;
  }

  async function choose(to: Parent) {
    setParent(to);
    setTried(null);
    setTried(await ask(to, true));
  }

  async function submit() {
    if (!parent) return;
    if (!tried) return void choose(parent); // the try failed
    if (!(await ask(parent, false))) return;
    await Promise.all([forest.refresh(account!.parent!.id), forest.refresh(parent.id)]);
    tell(t('account.moved', { name: account!.name, parent: parent.name }));
    navigate(routes.account(id));
  }

  return (
    <Card>
      <Form faults={faults} onSubmit={() => void submit()}>
        <div className="move-way">
          <p className="field-label">{t('account.movesFrom')}</p>
          <p>{wayTo(account, account.name)}</p>
          <p className="quiet">{t('account.moveText', { accounts: account.descendants.totalCount, users: account.users.totalCount })}</p>
        </div>
        <AccountBox path="parentId" label={t('account.moveTo')} needs="MOVE_ACCOUNT" useful={isTarget} onChoose={(to) => void choose(to)} />
        <div role="status">
          {tried && (
            <div className="form">
              {tried.gainCount + tried.lossCount === 0 && <p>{t('account.moveKeeps')}</p>}
              <AccessChanges title={t('account.gains', { count: tried.gainCount })} count={tried.gainCount} changes={tried.gains} />
              <AccessChanges title={t('account.losses', { count: tried.lossCount })} count={tried.lossCount} changes={tried.losses} />
            </div>
          )}
        </div>
        <div className="form-buttons form-end">
          <LinkButton to={routes.account(id)}>{t('app.cancel')}</LinkButton>
          <Button type="submit" look="primary" isPending={busy} isDisabled={!parent || faults.length > 0}>
            {parent && tried ? t('account.moveBelow', { parent: parent.name }) : t('accounts.move')}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
