import { useState } from 'react';
import { graphql, useFragment, useRelayEnvironment } from 'react-relay';
import { useLocation } from 'wouter';
import type { Decision_review$key } from '../../__generated__/Decision_review.graphql';
import type { DecisionApproveMutation } from '../../__generated__/DecisionApproveMutation.graphql';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { Button } from '../../components/Button';
import { Form } from '../../components/Form';
import { Card } from '../../components/Page';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { forestOf } from '../accounts/Forest';
import { Acknowledge } from './Acknowledge';
import { DiscardDialog } from './DiscardDialog';
import { AS_ENTERED, SimilarAccounts } from './SimilarAccounts';

type Props = { review: Decision_review$key; parentId: string | null; isEditing: boolean; may: boolean };

/** The similar accounts to choose one of, or none; Submit registers the customer and leads to its row in the tree. */
export function Decision({ review: key, parentId, isEditing, may }: Props) {
  const t = useText();
  const forest = forestOf(useRelayEnvironment());
  const [, navigate] = useLocation();
  const review = useFragment(
    graphql`
      fragment Decision_review on Review {
        id
        version
        details {
          name
        }
        similarAccounts {
          organization {
            id
          }
          account {
            name
            accountNumber
          }
          ...SimilarAccounts_similar
        }
      }
    `,
    key,
  );
  const [approve, busy] = useAction<DecisionApproveMutation>(graphql`
    mutation DecisionApproveMutation($input: ApproveReviewInput!) {
      approveReview(input: $input) {
        review {
          status
          ...Entered_review
          ...Decision_review
        }
        account {
          id
          name
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
  const [decided, setDecided] = useState<string | null>(null);
  const [acknowledged, setAcknowledged] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [seen, setSeen] = useState<readonly string[] | null>(null); // before the list was found stale
  const [discarding, setDiscarding] = useState(false);

  const ids = review.similarAccounts.map(({ organization }) => organization.id);
  const choice = ids.length === 0 ? AS_ENTERED : decided === AS_ENTERED || ids.includes(decided ?? '') ? decided : null;
  const isDuplicate = faults.some(({ code }) => code === 'EXACT_DUPLICATE_EXISTS');

  /** What to do of a fault, where the page knows better than the API. */
  function worded(fault: Fault): Fault {
    if (fault.code === 'REVIEW_STALE') return { ...fault, text: t('customers.stale') };
    if (fault.code !== 'EXACT_DUPLICATE_EXISTS') return fault;
    const box = t('customers.acknowledge');
    const account = review.similarAccounts.find(({ organization }) => organization.id === choice)?.account;
    if (account) return { ...fault, text: t('customers.duplicateOf', { box, name: account.name, number: account.accountNumber ?? t('accounts.noNumber') }) };
    return { ...fault, text: t(choice === AS_ENTERED ? 'customers.duplicateEntered' : 'customers.duplicate', { box }) };
  }

  function choose(id: string) {
    setDecided(id);
    setAcknowledged(false);
    setFaults([]);
  }

  async function submit() {
    if (choice === null) return setFaults([{ path: ['organizationId'], code: 'REQUIRED', message: '', text: t('customers.chooseOne') }]);
    const answer = await approve({
      input: { reviewId: review.id, reviewVersion: review.version, organizationId: choice === AS_ENTERED ? null : choice, acknowledgeDuplicate: acknowledged },
    });
    if (!answer) return;
    const { account, userErrors } = answer.approveReview;
    setFaults(userErrors.map(worded));
    if (userErrors.some(({ code }) => code === 'REVIEW_STALE')) {
      setSeen(ids);
      setDecided(null);
    }
    if (!account) return;
    tell(t('customers.registered', { name: account.name }));
    await forest.refresh(parentId);
    navigate(routes.account(account.id));
  }

  return (
    <Card>
      <Form faults={faults} onSubmit={() => void submit()}>
        <SimilarAccounts similar={review.similarAccounts} seen={seen} name={review.details.name} value={choice} onChange={choose} />
        {isDuplicate && <Acknowledge isSelected={acknowledged} onChange={setAcknowledged} />}
        {isEditing && <p className="quiet">{t('customers.saveFirst')}</p>}
        {may ? (
          <div className="form-buttons form-end">
            <Button onPress={() => setDiscarding(true)}>{t('customers.discard')}</Button>
            <Button type="submit" look="primary" isPending={busy} isDisabled={isEditing}>
              {t('customers.submit')}
            </Button>
          </div>
        ) : (
          <p className="quiet">{t('customers.mayNotDecide')}</p>
        )}
      </Form>
      {discarding && <DiscardDialog id={review.id} name={review.details.name} parentId={parentId} onClose={() => setDiscarding(false)} />}
    </Card>
  );
}
