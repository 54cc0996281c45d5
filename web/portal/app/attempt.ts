import { useRef } from 'react';

/**
 * An idempotency key for what is about to be sent: the same as before for as long as content is the same, so that what is sent again after a lost
 * answer is done once. const keyFor = useAttemptKey(); keyFor(input).
 */
export function useAttemptKey() {
  const last = useRef({ content: '', key: '' });
  return (content: unknown) => {
    const text = JSON.stringify(content);
    if (last.current.content !== text) last.current = { content: text, key: randomKey() };
    return last.current.key;
  };
}

// Without crypto.randomUUID, which a page has over https alone.
const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
