import { createContext, use } from 'react';
import { useLazyLoadQuery } from 'react-relay';

/** How often the reader has tried again what is in an ErrorBoundary. */
export const AttemptContext = createContext(0);

/** useLazyLoadQuery, which by itself remembers a failure: Try again asks the server again. */
export const useQuery: typeof useLazyLoadQuery = (query, variables, options) =>
  useLazyLoadQuery(query, variables, { ...options, fetchKey: `${use(AttemptContext)} ${options?.fetchKey ?? ''}` });
