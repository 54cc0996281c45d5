import { Button } from '../../components/Button';
import { Dialog, DialogButtons } from '../../components/Dialog';
import { useText } from '../../i18n/text';

/** Says why an account stands as it does. */
export default function WhyDialog({ title, text, onClose }: { title: string; text: string; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <DialogButtons>
        <Button onPress={onClose}>{t('app.close')}</Button>
      </DialogButtons>
    </Dialog>
  );
}
