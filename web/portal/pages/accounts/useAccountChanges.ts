import { useEffect, useMemo } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { graphql, requestSubscription, type Disposable, type Environment } from 'relay-runtime';
import type { useAccountChangesSubscription, useAccountChangesSubscription$data } from '../../__generated__/useAccountChangesSubscription.graphql';
import { ApiError } from '../../app/relay';

type Change = useAccountChangesSubscription$data['accountChanged'];

const MOST = 60; // subscriptions at a time: no more rows are in the page, and the API takes 100 over one connection
const PAUSE = 5000; // ms before one that broke off begins again
const REST = 200; // ms that the scrolling rests before others are subscribed to

/**
 * Tells of what happens to the topmost accounts and all below them, for as long as the page stands: to those that are seen, and of the others to
 * the first or those seen last. The rows show it by themselves, since the answers go into the store; onChange is for what a row does not show. What
 * it answers is called with the topmost account of each row that comes into the page, and then when it goes.
 */
export function useAccountChanges(first: readonly string[], onChange: (change: Change) => void) {
  const environment = useRelayEnvironment();
  const watch = useMemo(() => new Watch(environment), [environment]);
  const ids = first.slice(0, MOST).join(' ');
  useEffect(() => {
    watch.tell = onChange;
  }, [watch, onChange]);
  useEffect(() => watch.begin(ids.split(' ').filter(Boolean)), [watch, ids]);
  useEffect(() => watch.end, [watch]);
  return watch.see;
}

class Watch {
  tell: (change: Change) => void = () => undefined;
  private rows = new Map<string, number>(); // how many of an account are in the page
  private known = new Set<string>(); // every one to be told of, the latest last
  private cursors = new Map<string, string>(); // behind which one goes on that was left out for a while
  private running = new Map<string, Disposable>();
  private timers = new Map<string, number>();

  constructor(private environment: Environment) {}

  begin(ids: readonly string[]) {
    this.known = new Set([...ids, ...this.known]);
    this.settle();
  }

  see = (id: string) => {
    this.rows.set(id, (this.rows.get(id) ?? 0) + 1);
    this.known.delete(id);
    this.known.add(id);
    this.later('', () => this.settle(), REST);
    return () => {
      const left = this.rows.get(id)! - 1;
      if (left > 0) this.rows.set(id, left);
      else this.rows.delete(id);
    };
  };

  end = () => {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
    this.running.forEach((subscription) => subscription.dispose());
    this.running.clear();
  };

  private settle() {
    const lately = new Set([...this.rows.keys(), ...[...this.known].reverse()]);
    const wanted = new Set([...lately].slice(0, MOST));
    for (const [id, subscription] of this.running) {
      if (wanted.has(id)) continue;
      subscription.dispose();
      this.running.delete(id);
    }
    for (const id of wanted) if (!this.running.has(id)) this.subscribe(id);
  }

  private subscribe(id: string) {
    const subscription = requestSubscription<useAccountChangesSubscription>(this.environment, {
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
      variables: { id, after: this.cursors.get(id) },
      onNext: (answer) => {
        if (!answer) return;
        this.cursors.set(id, answer.accountChanged.cursor);
        this.tell(answer.accountChanged);
      },
      onError: (error) => {
        if (error instanceof ApiError && ['UNAUTHENTICATED', 'NOT_FOUND'].includes(error.code)) return;
        this.later(id, () => this.running.has(id) && this.subscribe(id), PAUSE);
      },
    });
    this.running.set(id, subscription);
  }

  private later(name: string, act: () => void, pause: number) {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, window.setTimeout(act, pause));
  }
}
