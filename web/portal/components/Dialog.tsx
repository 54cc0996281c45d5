import './Dialog.css';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './Button';
import { useText } from '../i18n/text';

type Props = { title: string; onClose: () => void; children: ReactNode; alert?: boolean; wide?: boolean };

/** A dialog that is open for as long as it is rendered. */
export function Dialog({ title, onClose, children, alert, wide }: Props) {
  return (
    <ModalOverlay className="dialog-shade" isOpen isDismissable={!alert} onOpenChange={(open) => !open && onClose()}>
      <Modal className={wide ? 'dialog dialog-wide' : 'dialog'}>
        <AriaDialog className="dialog-body" role={alert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons at a dialog's foot, what it is for last. */
export const DialogButtons = ({ children }: { children: ReactNode }) => <div className="dialog-buttons">{children}</div>;

type ConfirmProps = { title: string; children: ReactNode; action: string; danger?: boolean; busy: boolean; disabled?: boolean; onConfirm: () => void; onClose: () => void };

/** Asks before something is done. */
export function ConfirmDialog({ title, children, action, danger, busy, disabled, onConfirm, onClose }: ConfirmProps) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose} alert>
      {children}
      <DialogButtons>
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} isPending={busy} isDisabled={disabled} onPress={onConfirm}>
          {action}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
