import './ReviewPage.css';
import { useEffect, useState } from 'react';
import { graphql } from 'react-relay';
import { useQuery } from '../../app/useQuery';
import { Link, useParams } from 'wouter';
import type { ReviewPageQuery, ReviewPageQuery$data } from '../../__generated__/ReviewPageQuery.graphql';
import { routes } from '../../app/routes';
import { LinkButton } from '../../components/Button';
import { Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useLanguage, useText } from '../../i18n/text';
import { Decision } from './Decision';
import { Entered } from './Entered';

/** Review: what was entered beside what is registered already, until somebody decides. */
export default function ReviewPage() {
  const t = useText();
  const { id = '' } = useParams();
  const [parent, setParent] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <Page title={t('customers.reviewTitle')} subtitle={isOpen && t('customers.reviewText')} back={{ to: parent ? routes.account(parent) : routes.accounts, text: t('app.customers') }}>
      <Content key={id} id={id} onParent={setParent} onOpen={setOpen} />
    </Page>
  );
}

type ContentProps = { id: string; onParent: (id: string | null) => void; onOpen: (isOpen: boolean) => void };

function Content({ id, onParent, onOpen }: ContentProps) {
  const t = useText();
  const { review, viewer } = useQuery<ReviewPageQuery>(
    graphql`
      query ReviewPageQuery($id: ID!) {
        viewer {
          user {
            id
          }
        }
        review(id: $id) {
          status
          expiresAt
          account {
            id
            name
          }
          parent {
            id
            name
            viewerPermissions
            ...CustomerFields_account
          }
          ...Entered_review
          ...Decision_review
        }
      }
    `,
    { id },
    { fetchPolicy: 'store-and-network' },
  );
  const parent = review?.parent?.id ?? null;
  const isOpen = review?.status === 'OPEN';
  useEffect(() => onParent(parent), [parent, onParent]);
  useEffect(() => onOpen(isOpen), [isOpen, onOpen]);
  if (!review) return <EmptyState title={t('customers.reviewGone')} />;
  if (!isOpen) return <Decided review={review} />;
  return <Open review={review} draftKey={`canopy.review.${viewer.user?.id}.${id}`} />;
}

type Review = NonNullable<ReviewPageQuery$data['review']>;

function Open({ review, draftKey }: { review: Review; draftKey: string }) {
  const t = useText();
  const language = useLanguage();
  const [editing, setEditing] = useState(false);
  const { parent } = review;
  const expires = new Date(review.expiresAt).toLocaleDateString(language, { dateStyle: 'long' });
  return (
    <>
      <div className={editing ? 'review review-editing' : 'review'}>
        {parent && <Entered review={review} parent={parent} parentName={parent.name} draftKey={draftKey} onEditing={setEditing} />}
        <Decision review={review} parentId={parent?.id ?? null} isEditing={editing} may={parent?.viewerPermissions.includes('APPROVE_REVIEW') ?? false} />
      </div>
      <p className="quiet">
        {t('customers.expires', { time: expires })} {parent && <Link href={routes.createCustomer(parent.id)}>{t('customers.waits', { page: t('accounts.createCustomer'), parent: parent.name })}</Link>}
      </p>
    </>
  );
}

/** What became of a review that is over, and where to go on. */
function Decided({ review: { status, account, parent } }: { review: Review }) {
  const t = useText();
  if (status === 'APPROVED') {
    return <EmptyState title={t('customers.approved')}>{account && <LinkButton to={routes.account(account.id)}>{account.name}</LinkButton>}</EmptyState>;
  }
  return (
    <EmptyState title={t(status === 'DISCARDED' ? 'customers.discardedTitle' : 'customers.expired')}>
      {parent && <LinkButton to={routes.createCustomer(parent.id)}>{t('customers.createTitle')}</LinkButton>}
    </EmptyState>
  );
}
