import './assets.css';
import { useState, useTransition } from 'react';
import { graphql } from 'react-relay';
import { useParams } from 'wouter';
import type { AssignAssetsPageQuery } from '../../__generated__/AssignAssetsPageQuery.graphql';
import { routes } from '../../app/routes';
import { useQuery } from '../../app/useQuery';
import { LinkButton } from '../../components/Button';
import { Card, Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useLanguage, useText } from '../../i18n/text';
import { AssetsHeld } from './AssetsHeld';
import { AssetsToAssign } from './AssetsToAssign';

/** Gives an account assets of those above it, and takes them back. */
export default function AssignAssetsPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('assets.assignTitle')} back={{ to: routes.account(id), text: t('app.customers') }}>
      <Assets id={id} />
    </Page>
  );
}

function Assets({ id }: { id: string }) {
  const t = useText();
  const language = useLanguage();
  const [loaded, setLoaded] = useState(0); // how often it changed
  const [, startTransition] = useTransition();
  const { account } = useQuery<AssignAssetsPageQuery>(
    graphql`
      query AssignAssetsPageQuery($id: ID!) {
        account(id: $id) {
          id
          name
          effectiveStatus
          viewerPermissions
          limits {
            kind
            max
            used
          }
          ancestors {
            id
            name
            viewerPermissions
          }
        }
      }
    `,
    { id },
    { fetchPolicy: 'network-only', fetchKey: loaded },
  );
  if (!account) return <EmptyState title={t('accounts.gone')} />;
  const mayAssign = (on: { readonly viewerPermissions: readonly string[] }) => on.viewerPermissions.includes('ASSIGN_ASSETS');
  const takes = mayAssign(account) && account.effectiveStatus === 'ACTIVE';
  const owners = takes ? account.ancestors.filter(mayAssign).toReversed() : [];
  const limit = account.limits.find(({ kind }) => kind === 'ASSETS');
  const changed = () => startTransition(() => setLoaded((times) => times + 1));
  return (
    <div className="assets">
      <Card>
        <h2>{t('assets.choose', { name: account.name })}</h2>
        {owners.length > 0 ? (
          <AssetsToAssign to={account} owners={owners} loaded={loaded} onChange={changed} />
        ) : takes ? (
          <EmptyState title={t('assets.atTop', { name: account.name })}>
            <p>{t('assets.atTopText', { name: account.name })}</p>
            <LinkButton to={routes.account(account.id)}>{t('assets.toTree')}</LinkButton>
          </EmptyState>
        ) : (
          <EmptyState title={t('assets.noOwner')}>
            <p>{t('assets.noOwnerText')}</p>
          </EmptyState>
        )}
      </Card>
      <Card>
        <h2>{t('assets.held', { name: account.name })}</h2>
        {limit && limit.used > 0 && <p className="quiet">{limit.max === null ? t('assets.used', { used: limit.used }) : t('assets.usedOf', { used: limit.used, max: (limit.max ?? 0).toLocaleString(language) })}</p>}
        <AssetsHeld account={account.id} loaded={loaded} onChange={changed} />
      </Card>
    </div>
  );
}
