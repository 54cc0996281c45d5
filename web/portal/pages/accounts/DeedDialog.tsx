import { useEffect, useState } from 'react';
import { graphql } from 'react-relay';
import type { DeedDialogCancelMutation } from '../../__generated__/DeedDialogCancelMutation.graphql';
import type { DeedDialogCloseMutation, DeedDialogCloseMutation$data } from '../../__generated__/DeedDialogCloseMutation.graphql';
import type { DeedDialogResumeMutation } from '../../__generated__/DeedDialogResumeMutation.graphql';
import type { DeedDialogSuspendMutation } from '../../__generated__/DeedDialogSuspendMutation.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { ConfirmDialog } from '../../components/Dialog';
import { FormFault } from '../../components/Form';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import type { Deed } from './deeds';

type Props = { deed: Deed; id: string; name: string; onDone: () => void; onClose: () => void };

/** Asks before an account is suspended, resumed, closed or called off, and does it. */
export default function DeedDialog(props: Props) {
  const Dialog = dialogs[props.deed];
  return <Dialog {...props} />;
}

const dialogs = { suspend: Suspend, resume: Resume, close: Close, cancel: Cancel };

/** What a deed says, and does: it resolves to its faults, or null when the request failed. */
type Words = { title: string; text: string; action: string; done: string; danger?: boolean; busy: boolean; act: () => Promise<readonly Fault[] | null>; more?: string[] };

function Ask({ title, text, action, done, danger, busy, act, more = [], onDone, onClose }: Words & Props) {
  const faultText = useFaultText();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  async function confirm() {
    const told = await act();
    if (!told) return;
    setFaults(told);
    if (told.length > 0) return;
    tell(done);
    onDone();
    onClose();
  }
  return (
    <ConfirmDialog title={title} action={action} danger={danger} busy={busy} onConfirm={() => void confirm()} onClose={onClose}>
      <p>{text}</p>
      {more.map((line) => (
        <p key={line}>
          <b>{line}</b>
        </p>
      ))}
      {faults.length > 0 && <FormFault>{faults.map(faultText).join(' ')}</FormFault>}
    </ConfirmDialog>
  );
}

function Suspend(props: Props) {
  const t = useText();
  const [suspend, busy] = useAction<DeedDialogSuspendMutation>(graphql`
    mutation DeedDialogSuspendMutation($input: SuspendAccountInput!) {
      suspendAccount(input: $input) {
        account {
          ...AccountRow_account
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const { name } = props;
  return (
    <Ask
      {...props}
      title={t('accounts.suspendTitle', { name })}
      text={t('accounts.suspendText')}
      action={t('accounts.suspend')}
      done={t('accounts.suspended', { name })}
      busy={busy}
      act={async () => (await suspend({ input: { accountId: props.id } }))?.suspendAccount.userErrors ?? null}
    />
  );
}

function Resume(props: Props) {
  const t = useText();
  const [resume, busy] = useAction<DeedDialogResumeMutation>(graphql`
    mutation DeedDialogResumeMutation($input: ResumeAccountInput!) {
      resumeAccount(input: $input) {
        account {
          ...AccountRow_account
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const { name } = props;
  return (
    <Ask
      {...props}
      title={t('accounts.resumeTitle', { name })}
      text={t('accounts.resumeText')}
      action={t('accounts.resume')}
      done={t('accounts.resumed', { name })}
      busy={busy}
      act={async () => (await resume({ input: { accountId: props.id } }))?.resumeAccount.userErrors ?? null}
    />
  );
}

function Cancel(props: Props) {
  const t = useText();
  const [cancel, busy] = useAction<DeedDialogCancelMutation>(graphql`
    mutation DeedDialogCancelMutation($input: CancelProvisioningInput!) {
      cancelProvisioning(input: $input) {
        account {
          ...AccountRow_account
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const { name } = props;
  return (
    <Ask
      {...props}
      title={t('accounts.cancelTitle', { name })}
      text={t('accounts.cancelText')}
      action={t('accounts.cancel')}
      done={t('accounts.cancelled', { name })}
      danger
      busy={busy}
      act={async () => (await cancel({ input: { accountId: props.id } }))?.cancelProvisioning.userErrors ?? null}
    />
  );
}

/** Closing tells first what would go with it. */
function Close(props: Props) {
  const t = useText();
  const [would, setWould] = useState<DeedDialogCloseMutation$data['closeAccount'] | null>(null);
  const [close, busy] = useAction<DeedDialogCloseMutation>(graphql`
    mutation DeedDialogCloseMutation($input: CloseAccountInput!) {
      closeAccount(input: $input) {
        account {
          ...AccountRow_account
        }
        closedCount
        unassignedAssetCount
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const { id, name } = props;
  useEffect(() => {
    void close({ input: { accountId: id, cascade: true, dryRun: true } }).then((answer) => setWould(answer?.closeAccount ?? null));
  }, [close, id]);
  const below = (would?.closedCount ?? 1) - 1;
  const assets = would?.unassignedAssetCount ?? 0;
  return (
    <Ask
      {...props}
      title={t('accounts.closeTitle', { name })}
      text={t('accounts.closeText')}
      more={[...(below > 0 ? [t('accounts.closeBelow', { count: below })] : []), ...(assets > 0 ? [t('accounts.closeAssets', { count: assets })] : [])]}
      action={t('accounts.closeAccount')}
      done={t('accounts.closed', { name })}
      danger
      busy={busy}
      act={async () => (await close({ input: { accountId: id, cascade: below > 0 } }))?.closeAccount.userErrors ?? null}
    />
  );
}
