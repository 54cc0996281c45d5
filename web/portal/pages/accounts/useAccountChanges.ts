import { useEffect } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { graphql, requestSubscription, type Disposable } from 'relay-runtime';
import type { useAccountChangesSubscription, useAccountChangesSubscription$data } from '../../__generated__/useAccountChangesSubscription.graphql';
import { ApiError } from '../../app/relay';

type Change = useAccountChangesSubscription$data['accountChanged'];

const MOST = 50; // subscriptions at a time; the API takes 100 over one connection
const PAUSE = 5000; // ms before one that broke off begins again

/**
 * Tells of what happens to accounts and all below them, for as long as the page stands. The rows show it by themselves, since the
 * answers go into the store; onChange is for what a row does not show.
 */
export function useAccountChanges(accountIds: readonly string[], onChange: (change: Change) => void) {
  const environment = useRelayEnvironment();
  const ids = accountIds.slice(0, MOST).join(' ');
  useEffect(() => {
    const running = new Map<string, Disposable>();
    const timers = new Set<number>();
    const begin = (id: string) => {
      const subscription = requestSubscription<useAccountChangesSubscription>(environment, {
        subscription: graphql`
          subscription useAccountChangesSubscription($id: ID!, $after: String) {
            accountChanged(accountId: $id, after: $after) {
              cursor
              event {
                action
              }
              account {
                id
                name
                accountNumber
                parent {
                  id
                }
                ...AccountRow_account
              }
            }
          }
        `,
        variables: { id },
        onNext: (answer) => answer && onChange(answer.accountChanged),
        onError: (error) => {
          if (error instanceof ApiError && ['UNAUTHENTICATED', 'NOT_FOUND'].includes(error.code)) return;
          timers.add(window.setTimeout(() => begin(id), PAUSE));
        },
      });
      running.set(id, subscription);
    };
    ids.split(' ').filter(Boolean).forEach(begin);
    return () => {
      timers.forEach(clearTimeout);
      running.forEach((subscription) => subscription.dispose());
    };
  }, [environment, ids, onChange]);
}
