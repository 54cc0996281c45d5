import { useState } from 'react';
import { graphql } from 'react-relay';
import { useQuery } from '../../app/useQuery';
import { useLocation, useParams } from 'wouter';
import type { CreateCustomerPageMutation } from '../../__generated__/CreateCustomerPageMutation.graphql';
import type { CreateCustomerPageQuery, CreateCustomerPageQuery$data } from '../../__generated__/CreateCustomerPageQuery.graphql';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { forgetDraft, useDraft } from '../../app/useDraft';
import { Button, LinkButton } from '../../components/Button';
import { Form, FormFault } from '../../components/Form';
import { Card, Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useText } from '../../i18n/text';
import { customerInput, nobody, type Customer } from './customer';
import { CustomerFields } from './CustomerFields';
import { OpenReviews } from './OpenReviews';

/** Create a New Customer Account: the first half of the procedure, which leads to the review. */
export default function CreateCustomerPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('customers.createTitle')} subtitle={t('customers.createText')} back={{ to: routes.account(id), text: t('app.customers') }} narrow>
      <Content id={id} />
    </Page>
  );
}

function Content({ id }: { id: string }) {
  const t = useText();
  const { account, viewer } = useQuery<CreateCustomerPageQuery>(
    graphql`
      query CreateCustomerPageQuery($id: ID!) {
        viewer {
          user {
            id
          }
        }
        account(id: $id) {
          id
          name
          address {
            country
          }
          effectiveStatus
          viewerPermissions
          limits {
            kind
            max
            used
          }
          ...CustomerFields_account
          ...OpenReviews_account
        }
      }
    `,
    { id },
    { fetchPolicy: 'store-and-network' },
  );
  if (!account?.viewerPermissions.includes('CREATE_CUSTOMER')) return <EmptyState title={t(account ? 'customers.mayNot' : 'accounts.gone')} />;
  if (account.effectiveStatus !== 'ACTIVE') return <EmptyState title={t('customers.notActive', { name: account.name })} />;
  return (
    <>
      <OpenReviews account={account} />
      <Card>
        <NewCustomer account={account} draftKey={`canopy.customer.${viewer.user?.id}.${id}`} />
      </Card>
    </>
  );
}

type Draft = { customer: Customer; idempotencyKey: string };

/** A key for what is typed now: sent again after a lost answer it opens no second review, and changed details are another customer. */
const draftOf = (customer: Customer): Draft => ({ customer, idempotencyKey: [...crypto.getRandomValues(new Uint32Array(4))].join('-') });

function NewCustomer({ account, draftKey }: { account: NonNullable<CreateCustomerPageQuery$data['account']>; draftKey: string }) {
  const t = useText();
  const [, navigate] = useLocation();
  const [{ customer, idempotencyKey }, setDraft] = useDraft(draftKey, () => draftOf(nobody(account.address.country)));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [create, busy] = useAction<CreateCustomerPageMutation>(graphql`
    mutation CreateCustomerPageMutation($input: CreateCustomerInput!) {
      createCustomer(input: $input) {
        review {
          id
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);

  async function submit() {
    const answer = await create({ input: { parentId: account.id, ...customerInput(customer), notificationContactId: customer.contact?.id ?? '', idempotencyKey } });
    if (!answer) return;
    const { review, userErrors } = answer.createCustomer;
    setFaults(userErrors.map((fault) => (fault.path[0] === 'notificationContactId' && !customer.contact ? { ...fault, text: t('customers.contactMissing') } : fault)));
    if (!review) return;
    forgetDraft(draftKey);
    navigate(routes.review(review.id));
  }

  const room = account.limits.find(({ kind }) => kind === 'SUB_ACCOUNTS');
  return (
    <Form faults={faults} onSubmit={() => void submit()}>
      {room?.max != null && room.used >= room.max && <FormFault>{t('customers.full', { name: account.name, max: room.max })}</FormFault>}
      <CustomerFields parent={account} value={customer} onChange={(customer) => setDraft(draftOf(customer))} />
      <div className="form-buttons form-end">
        <LinkButton to={routes.account(account.id)} onPress={() => forgetDraft(draftKey)}>
          {t('app.cancel')}
        </LinkButton>
        <Button type="submit" look="primary" isPending={busy}>
          {t('customers.toReview')}
        </Button>
      </div>
    </Form>
  );
}
