import './AccountsPage.css';
import { Suspense, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { useLocation, useParams } from 'wouter';
import { part } from '../../app/part';
import { ApiError, connected } from '../../app/relay';
import { routes } from '../../app/routes';
import { useMedia } from '../../app/useMedia';
import { Button } from '../../components/Button';
import { Page } from '../../components/Page';
import { EmptyState, ErrorState, LoadingState } from '../../components/states';
import { tell, tellFailure } from '../../components/Toast';
import { GridWideCell, TreeGrid } from '../../components/TreeGrid';
import { useText } from '../../i18n/text';
import { AccountRow } from './AccountRow';
import { AccountSearch } from './AccountSearch';
import type { Deed } from './deeds';
import { forestOf, type AccountTreeRow } from './Forest';
import { useAccountChanges } from './useAccountChanges';

const DeedDialog = part(() => import('./DeedDialog'));

/** Reseller Customer Management: the viewer's accounts as a tree. The account of the address is opened and selected. */
export default function AccountsPage() {
  const t = useText();
  const forest = forestOf(useRelayEnvironment());
  const [, navigate] = useLocation();
  const { id: selected = null } = useParams();
  const show = useCallback((id: string) => navigate(routes.account(id)), [navigate]);
  const look = useCallback((id: string) => navigate(routes.account(id), { replace: true }), [navigate]); // so that Back leaves the page
  return (
    <Page title={t('accounts.title')} subtitle={t('accounts.subtitle')} actions={<AccountSearch onChoose={show} />}>
      <AccountTree forest={forest} selected={selected} onSelect={look} />
    </Page>
  );
}

type Doing = { deed: Deed; id: string; name: string; parent: string };

function AccountTree({ forest, selected, onSelect }: { forest: ReturnType<typeof forestOf>; selected: string | null; onSelect: (id: string) => void }) {
  const t = useText();
  const rows = useSyncExternalStore(forest.subscribe, forest.rows);
  const [active, setActive] = useState(selected);
  const [doing, setDoing] = useState<Doing | null>(null);
  const phone = useMedia('(max-width: 700px)');

  useEffect(() => {
    if (!forest.loaded) void forest.more();
    const refresh = () => forest.refreshAll();
    connected.add(refresh);
    return () => void connected.delete(refresh);
  }, [forest]);

  useEffect(() => {
    if (!selected) return;
    let over = false;
    forest.reveal(selected).then(
      (there) => {
        if (over) return;
        if (there) setActive(selected);
        else tellFailure(t('accounts.gone'));
      },
      (error) => !over && error instanceof ApiError && error.code === 'BAD_USER_INPUT' && tellFailure(t('accounts.gone')), // it is no id; what else fails, the tree tells
    );
    return () => void (over = true);
  }, [forest, selected]); // not again when the language changes

  const onChange = useCallback<Parameters<typeof useAccountChanges>[1]>(
    ({ event, account }) => {
      if (!account) return;
      if (event.action === 'ACCOUNT_ACTIVATED') tell(t('accounts.live', { name: account.name, number: account.accountNumber ?? '' }));
      if (event.action === 'PROVISIONING_FAILED') tellFailure(t('accounts.liveFailed', { name: account.name }));
      if (event.action === 'ACCOUNT_CREATED') void forest.refresh(account.parent?.id ?? null);
      if (['ACCOUNT_MOVED', 'ACCOUNT_SUSPENDED', 'ACCOUNT_RESUMED', 'ACCOUNT_CLOSED'].includes(event.action)) forest.refreshAll();
    },
    [forest, t],
  );
  const see = useAccountChanges(forest.roots(), onChange);

  const columns = [
    { key: 'name', label: t('accounts.name') },
    { key: 'type', label: t('accounts.type') },
    { key: 'number', label: t('accounts.number') },
    { key: 'city', label: t('accounts.city') },
    { key: 'users', label: t('accounts.users') },
    { key: 'options', label: t('accounts.options'), hidden: true },
  ];
  const toggle = (row: AccountTreeRow, open: boolean) => forest.toggle(row.key, open);

  if (forest.failure) return <ErrorState error={forest.failure} onRetry={() => void forest.more()} />;
  if (!forest.loaded) return <LoadingState />;
  if (rows.length === 0) {
    return (
      <EmptyState title={t('accounts.none')}>
        <p>{t('accounts.noneText')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <TreeGrid
        label={t('accounts.title')}
        columns={columns}
        rows={rows}
        rowHeight={phone ? 60 : 44}
        active={active}
        onActive={setActive}
        selected={selected}
        onSelect={onSelect}
        onToggle={toggle}
        cells={(row, isActive) =>
          row.account ? (
            <>
              <Seen root={row.root} see={see} />
              <AccountRow account={row.account} operator={forest.operator} open={row.open} isActive={isActive} onToggle={(open) => toggle(row, open)} onDeed={(deed, name) => setDoing({ deed, name, id: row.key, parent: row.branch })} />
            </>
          ) : (
            <GridWideCell columns={columns.length}>
              <More row={row} onLoad={() => void forest.more(row.branch)} />
            </GridWideCell>
          )
        }
      />
      {doing && (
        <Suspense>
          <DeedDialog {...doing} onDone={() => forest.refreshAll()} onClose={() => setDoing(null)} />
        </Suspense>
      )}
    </>
  );
}

/** Tells that a row is in the page. */
function Seen({ root, see }: { root: string; see: ReturnType<typeof useAccountChanges> }) {
  useEffect(() => see(root), [root, see]);
  return null;
}

/** The rows still to come: they load as soon as this is near what is seen. */
function More({ row, onLoad }: { row: AccountTreeRow; onLoad: () => void }) {
  const t = useText();
  useEffect(() => {
    if (!row.failed) onLoad();
  }); // each time that it is rendered: loading already, it does nothing
  if (!row.failed) return <span>{t('accounts.more')}</span>;
  return (
    <>
      <span>{t('accounts.moreFailed')}</span>
      <Button look="bare" onPress={onLoad}>
        {t('app.tryAgain')}
      </Button>
    </>
  );
}
