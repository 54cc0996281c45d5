import { createContext, use } from 'react';
import { useLazyLoadQuery } from 'react-relay';

/** Another number after each failure that an ErrorBoundary has shown. */
export const AttemptContext = createContext(0);

/** useLazyLoadQuery, which by itself remembers a failure for minutes: where one was shown, the server is asked again. */
export const useQuery: typeof useLazyLoadQuery = (query, variables, options) =>
  useLazyLoadQuery(query, variables, { ...options, fetchKey: `${use(AttemptContext)} ${options?.fetchKey ?? ''}` });
