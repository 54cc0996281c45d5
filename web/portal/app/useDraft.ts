import { useCallback, useState } from 'react';

/**
 * Something that is being typed: this tab keeps it over a reload and a session that ends, until it is set to null. const [draft, setDraft] =
 * useDraft(key, first), as useState's; the key tells whose it is, and nothing secret is kept. Where storage is blocked it lasts as long as the page.
 */
export function useDraft<Draft>(key: string, first: () => Draft) {
  const [draft, set] = useState<Draft>(() => read(key) ?? first());
  const setDraft = useCallback(
    (next: Draft | ((before: Draft) => Draft)) =>
      set((before) => {
        const draft = next instanceof Function ? next(before) : next;
        write(key, draft);
        return draft;
      }),
    [key],
  );
  return [draft, setDraft] as const;
}

/** Forgets what useDraft keeps: it was sent. */
export const forgetDraft = (key: string) => write(key, null);

function read(key: string) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, value: unknown) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // blocked
  }
}
