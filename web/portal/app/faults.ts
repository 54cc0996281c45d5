import { useCallback } from 'react';
import { useText, useLanguage, type Key } from '../i18n/text';
import { ApiError } from './relay';

/** What is wrong with an input: an entry of userErrors, with path, code and message selected; text is what the page itself says of it, in the reader's language. */
export type Fault = { readonly path: readonly string[]; readonly code: string; readonly message: string; readonly text?: string };

/** What is wrong, in the reader's language. The server's own words are English, and say more than a code. */
export function useFaultText() {
  const t = useText();
  const language = useLanguage();
  return useCallback((fault: Fault) => fault.text ?? (language === 'en' ? sentence(fault.message) : t(`faults.${fault.code}` as Key)), [t, language]);
}

/** What to tell of a request that failed. */
export function useFailureText() {
  const t = useText();
  return useCallback(
    (error: unknown) => {
      const code = error instanceof ApiError ? error.code : 'INTERNAL';
      const known = ['OFFLINE', 'UNAVAILABLE', 'RATE_LIMITED', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'INTERNAL'];
      return t(`faults.failed.${known.includes(code) ? code : 'INTERNAL'}` as Key);
    },
    [t],
  );
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
