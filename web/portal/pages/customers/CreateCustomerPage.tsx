import { useParams } from 'wouter';
import { routes } from '../../app/routes';
import { Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useText } from '../../i18n/text';

export default function CreateCustomerPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('customers.createTitle')} back={{ to: routes.account(id), text: t('app.customers') }} narrow>
      <EmptyState title={t('app.soon')} />
    </Page>
  );
}
