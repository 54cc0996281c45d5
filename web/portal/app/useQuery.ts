import { createContext, use } from 'react';
import { useLazyLoadQuery } from 'react-relay';
import type { GraphQLTaggedNode, OperationType } from 'relay-runtime';

/** How often the reader has tried again what failed to load here. */
export const Attempt = createContext(0);

type Options = Omit<NonNullable<Parameters<typeof useLazyLoadQuery>[2]>, 'fetchKey'> & { fetchKey?: number };

/** Relay's useLazyLoadQuery, which remembers that a query failed: trying again asks again. Another fetchKey does so too. */
export function useQuery<Query extends OperationType>(query: GraphQLTaggedNode, variables: Query['variables'], { fetchKey = 0, ...options }: Options = {}): Query['response'] {
  return useLazyLoadQuery<Query>(query, variables, { ...options, fetchKey: `${use(Attempt)} ${fetchKey}` });
}
