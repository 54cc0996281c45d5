import './OpenReviews.css';
import { graphql, usePaginationFragment } from 'react-relay';
import { Link } from 'wouter';
import type { OpenReviews_account$key } from '../../__generated__/OpenReviews_account.graphql';
import type { OpenReviewsQuery } from '../../__generated__/OpenReviewsQuery.graphql';
import { routes } from '../../app/routes';
import { Button } from '../../components/Button';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/text';

/** The reviews of customers below an account that nobody has decided yet, each with a link to go on; nothing where there are none. */
export function OpenReviews({ account }: { account: OpenReviews_account$key }) {
  const t = useText();
  const language = useLanguage();
  const { data, hasNext, loadNext, isLoadingNext } = usePaginationFragment<OpenReviewsQuery, OpenReviews_account$key>(
    graphql`
      fragment OpenReviews_account on Account @refetchable(queryName: "OpenReviewsQuery") @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }) {
        reviews(first: $first, after: $after, status: OPEN) @connection(key: "OpenReviews_reviews") {
          edges {
            node {
              id
              details {
                name
                address {
                  city
                }
              }
              createdBy {
                displayName
              }
              createdAt
            }
          }
          totalCount
        }
      }
    `,
    account,
  );
  const { edges, totalCount } = data.reviews;
  if (edges.length === 0) return null;
  return (
    <Card>
      <section className="reviews" aria-labelledby="open-reviews">
        <h2 id="open-reviews">{t('customers.open', { count: totalCount })}</h2>
        <ul>
          {edges.map(({ node: { id, details, createdBy, createdAt } }) => (
            <li key={id}>
              <Link href={routes.review(id)}>{details.name}</Link>
              <span className="quiet">
                {[details.address.city, createdBy?.displayName, new Date(createdAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {hasNext && (
          <Button look="bare" isPending={isLoadingNext} onPress={() => void loadNext(50)}>
            {t('contact.more')}
          </Button>
        )}
      </section>
    </Card>
  );
}
