import './Toast.css';
import { Text, UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as ToastContent, UNSTABLE_ToastQueue as ToastQueue, UNSTABLE_ToastRegion as ToastRegion } from 'react-aria-components';
import { IconButton } from './Button';
import { CheckIcon, CloseIcon, WarnIcon } from './icons';
import { useText } from '../i18n/text';

type Told = { text: string; bad?: boolean };
const queue = new ToastQueue<Told>({ maxVisibleToasts: 3 });

/** Tells that something is done. It goes by itself. */
export const tell = (text: string) => void queue.add({ text }, { timeout: 6000 });

/** Tells that something failed. It stays until it is read. */
export const tellFailure = (text: string) => void queue.add({ text, bad: true });

/** Where toasts stand, once in the page. */
export function Toasts() {
  const t = useText();
  return (
    <ToastRegion queue={queue} className="toasts">
      {({ toast }) => (
        <AriaToast toast={toast} className={toast.content.bad ? 'toast toast-bad' : 'toast'}>
          {toast.content.bad ? <WarnIcon /> : <CheckIcon />}
          <ToastContent>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <IconButton slot="close" label={t('app.close')}>
            <CloseIcon />
          </IconButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}
