import { useCallback, useState } from 'react';
import { useRelayEnvironment } from 'react-relay';
import { commitMutation, type GraphQLTaggedNode, type MutationConfig, type MutationParameters } from 'relay-runtime';
import { tellFailure } from '../components/Toast';
import { useFailureText } from './faults';
import { ApiError } from './relay';

type More<M extends MutationParameters> = Pick<MutationConfig<M>, 'uploadables' | 'updater'>;

/**
 * A mutation as something to await: const [approve, busy] = useAction<ApproveMutation>(graphql`...`). It resolves to the answer, whose
 * userErrors are for the Form, or to null when the request failed: that was told, and what was typed still stands to be sent again.
 */
export function useAction<M extends MutationParameters>(mutation: GraphQLTaggedNode) {
  const environment = useRelayEnvironment();
  const text = useFailureText();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    (variables: M['variables'], more?: More<M>) =>
      new Promise<M['response'] | null>((resolve) => {
        setBusy(true);
        commitMutation<M>(environment, {
          mutation,
          variables,
          ...more,
          onCompleted: (answer) => {
            setBusy(false);
            resolve(answer);
          },
          onError: (error) => {
            setBusy(false);
            if (!(error instanceof ApiError && error.code === 'UNAUTHENTICATED')) tellFailure(text(error)); // the page to sign in at tells that
            resolve(null);
          },
        });
      }),
    [environment, mutation, text],
  );
  return [run, busy] as const;
}
