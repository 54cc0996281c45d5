import { useSyncExternalStore } from 'react';

/** A text that this browser keeps, in every tab of it; null when there is none. Where storage is blocked it lasts as long as the page. */
export function stored(key: string) {
  const listeners = new Set<() => void>();
  let value = read(key);
  const told = () => listeners.forEach((listener) => listener());
  addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return;
    value = read(key);
    told();
  });
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    get: () => value,
    set(next: string | null) {
      value = next;
      try {
        if (next === null) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // blocked
      }
      told();
    },
    subscribe,
    use: () => useSyncExternalStore(subscribe, () => value),
  };
}

function read(key: string) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
