import { useEffect, useState } from 'react';
import { graphql, useRelayEnvironment } from 'react-relay';
import { ProgressBar } from 'react-aria-components';
import { fetchQuery } from 'relay-runtime';
import type { ImportProgressQuery, ImportProgressQuery$data } from '../../__generated__/ImportProgressQuery.graphql';
import { useFaultText } from '../../app/faults';
import { routes } from '../../app/routes';
import { Button, LinkButton } from '../../components/Button';
import { FormFault } from '../../components/Form';
import { Card } from '../../components/Page';
import { EmptyState, ErrorState, LoadingState } from '../../components/states';
import { useText } from '../../i18n/text';
import { FaultyRows } from './FaultyRows';

type Import = NonNullable<ImportProgressQuery$data['node']>;

const PAUSE = 700; // ms between two looks

/** Follows an import to its end, by its address also after the page was left. */
export function ImportProgress({ id, accountId, onBack }: { id: string; accountId: string; onBack: () => void }) {
  const t = useText();
  const environment = useRelayEnvironment();
  const [found, setFound] = useState<Import | null | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let timer: number | undefined;
    let over = false;
    async function look() {
      try {
        const data = await fetchQuery<ImportProgressQuery>(
          environment,
          graphql`
            query ImportProgressQuery($id: ID!) {
              node(id: $id) {
                ... on UserImport {
                  account {
                    users(first: 1) {
                      totalCount # the page's title tells it
                    }
                  }
                  status
                  total
                  processed
                  addedCount
                  rejectedCount
                  rejected(first: 200) {
                    line
                    userErrors {
                      path
                      code
                      message
                    }
                  }
                  rejectedCsvUrl
                  completedAt
                  userErrors {
                    path
                    code
                    message
                  }
                }
              }
            }
          `,
          { id },
          { fetchPolicy: 'network-only' },
        ).toPromise();
        if (over) return;
        setFound(data?.node ?? null);
        if (data?.node && !data.node.completedAt) timer = window.setTimeout(() => void look(), PAUSE);
      } catch (error) {
        if (!over) setFailure(error);
      }
    }
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [environment, id, attempt]);

  if (failure !== null) {
    const again = () => {
      setFailure(null);
      setAttempt(attempt + 1);
    };
    return <ErrorState error={failure} onRetry={again} />;
  }
  if (found === undefined) return <LoadingState />;
  if (!found?.status) {
    return (
      <EmptyState title={t('users.importGone')}>
        <Button onPress={onBack}>{t('users.anotherFile')}</Button>
      </EmptyState>
    );
  }
  return (
    <Card>
      <div className="preview">{found.completedAt ? <Ended found={found} accountId={accountId} onBack={onBack} /> : <Running found={found} />}</div>
    </Card>
  );
}

function Running({ found }: { found: Import }) {
  const t = useText();
  const { total, processed = 0 } = found;
  return (
    <>
      <h2>{t('users.importing')}</h2>
      <ProgressBar className="progress" aria-label={t('users.importing')} value={processed} maxValue={total ?? 1} isIndeterminate={!total}>
        {({ percentage }) => (
          <div className="progress-track">
            <div className="progress-done" style={{ width: `${percentage ?? 10}%` }} />
          </div>
        )}
      </ProgressBar>
      <p className="quiet number">{total ? t('users.importProcessed', { processed, total }) : t('users.importQueued')}</p>
      <p className="quiet">{t('users.importLeave')}</p>
    </>
  );
}

function Ended({ found, accountId, onBack }: { found: Import; accountId: string; onBack: () => void }) {
  const t = useText();
  const faultText = useFaultText();
  const { status, addedCount = 0, rejectedCount = 0, rejected = [], rejectedCsvUrl, userErrors = [] } = found;
  const rows = rejected.map(({ line, userErrors }) => ({ line, faults: userErrors }));
  return (
    <>
      <div role="status">
        <h2>{status === 'FAILED' ? t('users.importFailed') : t('users.importAdded', { count: addedCount })}</h2>
        <p className="quiet">
          {status === 'SUCCEEDED' && addedCount > 0 && t('users.importInvited')} {rejectedCount > 0 && t(status === 'REJECTED' ? 'users.importRefused' : 'users.importRejected', { count: rejectedCount })}
        </p>
      </div>
      {userErrors.length > 0 && <FormFault>{userErrors.map(faultText).join(' ')}</FormFault>}
      {rows.length > 0 && <FaultyRows label={t('users.rejectedRows')} header={[]} rows={rows} />}
      {rejectedCount > rows.length && <p className="quiet">{t('users.rejectedMore', { count: rejectedCount - rows.length })}</p>}
      <div className="form-buttons">
        <LinkButton to={routes.users(accountId)} look={rejectedCount > 0 ? 'plain' : 'primary'}>
          {t('users.showUsers')}
        </LinkButton>
        <Button onPress={onBack}>{t('users.anotherFile')}</Button>
        {rejectedCsvUrl && (
          <a className="button button-primary" href={rejectedCsvUrl} download>
            {t('users.rejectedCsv')}
          </a>
        )}
      </div>
    </>
  );
}
