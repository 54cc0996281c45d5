import { Page } from '../../components/Page';
import { useText } from '../../i18n/text';

export default function AccountsPage() {
  const t = useText();
  return <Page title={t('accounts.title')}>tree</Page>;
}
