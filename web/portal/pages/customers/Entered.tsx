import { useEffect, useState } from 'react';
import { graphql, readInlineData, useFragment } from 'react-relay';
import type { customer_details$key } from '../../__generated__/customer_details.graphql';
import type { CustomerFields_account$key } from '../../__generated__/CustomerFields_account.graphql';
import type { Entered_review$data, Entered_review$key } from '../../__generated__/Entered_review.graphql';
import type { EnteredMutation } from '../../__generated__/EnteredMutation.graphql';
import type { Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { useDraft } from '../../app/useDraft';
import { addressLines } from '../../components/addressLines';
import { Button } from '../../components/Button';
import { Form } from '../../components/Form';
import { Card } from '../../components/Page';
import { tell } from '../../components/Toast';
import { useLanguage, useText } from '../../i18n/text';
import { customerInput, customerOf, Details, type Customer } from './customer';
import { CustomerFields } from './CustomerFields';

type Props = { review: Entered_review$key; parent: CustomerFields_account$key; parentName: string; draftKey: string; onEditing: (editing: boolean) => void };

/** What was entered, to be read or, after Edit, changed in place. A change that was begun is still there after a reload. */
export function Entered({ review: key, parent, parentName, draftKey, onEditing }: Props) {
  const t = useText();
  const review = useFragment(
    graphql`
      fragment Entered_review on Review {
        id
        details {
          address {
            formatted
            country
          }
          ...customer_details
        }
      }
    `,
    key,
  );
  const details = readInlineData<customer_details$key>(Details, review.details);
  const [draft, setDraft] = useDraft<Customer | null>(draftKey, () => null);
  const editing = draft !== null;
  useEffect(() => onEditing(editing), [editing, onEditing]);
  return (
    <Card>
      <div className="review-head">
        <h2>{t(editing ? 'customers.editTitle' : 'customers.entered')}</h2>
        {!editing && (
          <Button look="bare" onPress={() => setDraft(customerOf(details))}>
            {t('customers.edit')}
          </Button>
        )}
      </div>
      {draft ? (
        <Changing id={review.id} parent={parent} draft={draft} onChange={setDraft} onEnd={() => setDraft(null)} />
      ) : (
        <Reading parentName={parentName} customer={customerOf(details)} address={review.details.address} />
      )}
    </Card>
  );
}

function Reading({ parentName, customer, address }: { parentName: string; customer: Customer; address: Entered_review$data['details']['address'] }) {
  const t = useText();
  const language = useLanguage();
  const { name, type, phone, contact, externalReference, timezone } = customer;
  const entries = [
    [t('customers.name'), name],
    [t('customers.type'), t(`accounts.type.${type}`)],
    [t('customers.below'), parentName],
    [t('customers.address'), addressLines(address, language).join('\n')],
    [t('customers.phone'), phone],
    [t('contact.label'), contact ? `${contact.displayName}\n${contact.email}` : t('customers.noContact')],
    [t('customers.reference'), externalReference],
    [t('app.language'), customer.language && new Intl.DisplayNames(language, { type: 'language' }).of(customer.language)],
    [t('customers.timezone'), timezone?.replaceAll('_', ' ')],
  ];
  return (
    <dl className="entered">
      {entries.map(
        ([term, text]) =>
          text && (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

type ChangingProps = { id: string; parent: CustomerFields_account$key; draft: Customer; onChange: (draft: Customer) => void; onEnd: () => void };

function Changing({ id, parent, draft, onChange, onEnd }: ChangingProps) {
  const t = useText();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [update, busy] = useAction<EnteredMutation>(graphql`
    mutation EnteredMutation($input: UpdateReviewInput!) {
      updateReview(input: $input) {
        review {
          ...Entered_review
          ...Decision_review
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  async function save() {
    // The contact is left as it is where none is shown: there may be one that the viewer does not see.
    const answer = await update({ input: { reviewId: id, ...customerInput(draft), ...(draft.contact && { notificationContactId: draft.contact.id }) } });
    if (!answer) return;
    setFaults(answer.updateReview.userErrors);
    if (!answer.updateReview.review) return;
    tell(t('customers.saved'));
    onEnd();
  }
  return (
    <Form faults={faults} onSubmit={() => void save()}>
      <CustomerFields parent={parent} value={draft} onChange={onChange} />
      <div className="form-buttons form-end">
        <Button onPress={onEnd}>{t('app.cancel')}</Button>
        <Button type="submit" look="primary" isPending={busy}>
          {t('customers.save')}
        </Button>
      </div>
    </Form>
  );
}
