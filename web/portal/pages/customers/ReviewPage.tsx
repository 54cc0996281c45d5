import { routes } from '../../app/routes';
import { Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useText } from '../../i18n/text';

export default function ReviewPage() {
  const t = useText();
  return (
    <Page title={t('customers.reviewTitle')} back={{ to: routes.accounts, text: t('app.customers') }} narrow>
      <EmptyState title={t('app.soon')} />
    </Page>
  );
}
