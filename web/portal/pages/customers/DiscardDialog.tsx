import { useState } from 'react';
import { graphql } from 'react-relay';
import { useLocation } from 'wouter';
import type { DiscardDialogMutation } from '../../__generated__/DiscardDialogMutation.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { ConfirmDialog } from '../../components/Dialog';
import { FormFault } from '../../components/Form';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';

type Props = { id: string; name: string; parentId: string | null; onClose: () => void };

/** Asks before a review is given up. */
export function DiscardDialog({ id, name, parentId, onClose }: Props) {
  const t = useText();
  const faultText = useFaultText();
  const [, navigate] = useLocation();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [discard, busy] = useAction<DiscardDialogMutation>(graphql`
    mutation DiscardDialogMutation($input: DiscardReviewInput!) {
      discardReview(input: $input) {
        review {
          status
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  async function confirm() {
    const answer = await discard({ input: { reviewId: id } });
    if (!answer) return;
    const { review, userErrors } = answer.discardReview;
    setFaults(userErrors);
    if (!review) return;
    tell(t('customers.discarded', { name }));
    navigate(parentId ? routes.account(parentId) : routes.accounts);
  }
  return (
    <ConfirmDialog title={t('customers.discardTitle', { name })} action={t('customers.discard')} danger busy={busy} onConfirm={() => void confirm()} onClose={onClose}>
      <p>{t('customers.discardText')}</p>
      {faults.length > 0 && <FormFault>{faults.map(faultText).join(' ')}</FormFault>}
    </ConfirmDialog>
  );
}
