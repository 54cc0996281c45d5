import { LinkButton } from '../components/Button';
import { Page } from '../components/Page';
import { EmptyState } from '../components/states';
import { useText } from '../i18n/text';
import { routes } from './routes';

/** There is nothing at the address. */
export function NotFoundPage() {
  const t = useText();
  return (
    <Page title={t('app.notFound')} narrow>
      <EmptyState title={t('app.notFoundText')}>
        <LinkButton to={routes.accounts}>{t('app.customers')}</LinkButton>
      </EmptyState>
    </Page>
  );
}
