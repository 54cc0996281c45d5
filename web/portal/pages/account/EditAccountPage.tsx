import './account.css';
import { useState } from 'react';
import { graphql, useRelayEnvironment } from 'react-relay';
import { useLocation, useParams } from 'wouter';
import type { EditAccountPageMutation, UpdateAccountInput } from '../../__generated__/EditAccountPageMutation.graphql';
import type { EditAccountPageQuery, EditAccountPageQuery$data } from '../../__generated__/EditAccountPageQuery.graphql';
import type { Fault } from '../../app/faults';
import { routes } from '../../app/routes';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { AddressFields, addressInput, addressValue } from '../../components/AddressFields';
import { Button, LinkButton } from '../../components/Button';
import { ContactField, type Contact } from '../../components/ContactField';
import { Form, TextField } from '../../components/Form';
import { LanguageField, TimeZoneField } from '../../components/LocaleFields';
import { Card, Page } from '../../components/Page';
import { RadioField } from '../../components/RadioField';
import { EmptyState } from '../../components/states';
import { tell } from '../../components/Toast';
import { useLanguage, useText } from '../../i18n/text';
import { forestOf } from '../accounts/Forest';

/** Changes an account's details. */
export default function EditAccountPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('account.editTitle')} back={{ to: routes.account(id), text: t('app.customers') }} narrow>
      <Loaded id={id} />
    </Page>
  );
}

function Loaded({ id }: { id: string }) {
  const t = useText();
  const [looked, setLooked] = useState(0);
  const { account } = useQuery<EditAccountPageQuery>(
    graphql`
      query EditAccountPageQuery($id: ID!) {
        account(id: $id) {
          id
          name
          type
          effectiveStatus
          updatedAt
          phone
          language
          timezone
          effectiveLanguage
          effectiveTimezone
          externalReference
          viewerPermissions
          address {
            street
            dependentLocality
            city
            region
            postalCode
            country
          }
          notificationContact {
            id
            displayName
            email
          }
          parent {
            id
            viewerPermissions
          }
        }
      }
    `,
    { id },
    { fetchPolicy: 'network-only', fetchKey: looked },
  );
  if (!account) return <EmptyState title={t('accounts.gone')} />;
  if (account.effectiveStatus === 'CLOSED') return <EmptyState title={t('account.isClosed', { name: account.name })} />;
  if (!account.viewerPermissions.includes('EDIT_ACCOUNT')) return <EmptyState title={t('account.mayNotEdit', { name: account.name })} />;
  return <Details key={account.updatedAt} account={account} onLookAgain={() => setLooked(looked + 1)} />;
}

type Account = NonNullable<EditAccountPageQuery$data['account']>;

/** What one can type, as it stands. */
const typed = (account: Account) => ({
  type: account.type,
  name: account.name,
  address: addressValue(account.address),
  phone: account.phone ?? '',
  language: account.language ?? null,
  timezone: account.timezone ?? null,
  contact: (account.notificationContact ?? null) as Contact | null,
  externalReference: account.externalReference ?? '',
});

/** What differs, as the API takes it: what is absent stays. */
function changes(before: ReturnType<typeof typed>, after: ReturnType<typeof typed>): Omit<UpdateAccountInput, 'accountId'> {
  const differ = (key: keyof typeof before) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  return {
    ...(differ('type') && { type: after.type as UpdateAccountInput['type'] }),
    ...(differ('name') && { name: after.name }),
    ...(differ('address') && { address: addressInput(after.address) }),
    ...(differ('phone') && { phone: after.phone || null }),
    ...(differ('language') && { language: after.language }),
    ...(differ('timezone') && { timezone: after.timezone }),
    ...(differ('contact') && { notificationContactId: after.contact?.id ?? null }),
    ...(differ('externalReference') && { externalReference: after.externalReference || null }),
  };
}

function Details({ account, onLookAgain }: { account: Account; onLookAgain: () => void }) {
  const t = useText();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const forest = forestOf(useRelayEnvironment());
  const [form, setForm] = useState(() => typed(account));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [update, busy] = useAction<EditAccountPageMutation>(graphql`
    mutation EditAccountPageMutation($input: UpdateAccountInput!) {
      updateAccount(input: $input) {
        account {
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
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const isReseller = account.type === 'RESELLER';
  const directory = isReseller ? account : account.parent;
  const changed = faults.some((fault) => fault.code === 'CONFLICT');

  async function save() {
    const answer = await update({ input: { accountId: account.id, expectedUpdatedAt: account.updatedAt, ...changes(typed(account), form) } });
    if (!answer) return;
    setFaults(answer.updateAccount.userErrors);
    if (answer.updateAccount.userErrors.length > 0) return;
    void forest.refresh(account.parent?.id ?? null);
    tell(t('account.saved', { name: form.name }));
    navigate(routes.account(account.id));
  }

  const inherited = (tag: string | null | undefined, kind: 'language' | 'timezone') =>
    tag && t('account.inherited', { value: kind === 'language' ? new Intl.DisplayNames(language, { type: 'language' }).of(tag)! : tag.replaceAll('_', ' ') });

  return (
    <Card>
      <Form faults={faults} onSubmit={() => void save()}>
        {changed && (
          <div className="form-buttons">
            <Button onPress={onLookAgain}>{t('account.lookAgain')}</Button>
          </div>
        )}
        <TextField path="name" label={t('account.name')} value={form.name} onChange={(name) => set({ name })} isRequired autoComplete="off" />
        {!isReseller && (
          <RadioField
            path="type"
            label={t('accounts.type')}
            value={form.type}
            onChange={(type) => set({ type })}
            options={[
              { id: 'END_CUSTOMER', name: t('accounts.type.END_CUSTOMER'), text: t('account.endCustomer') },
              { id: 'SUB_DIVISION', name: t('accounts.type.SUB_DIVISION'), text: t('account.subDivision') },
            ]}
          />
        )}
        <h2 className="account-part">{t('account.address')}</h2>
        <AddressFields value={form.address} onChange={(address) => set({ address })} />
        <h2 className="account-part">{t('account.contact')}</h2>
        <TextField path="phone" label={t('account.phone')} type="tel" value={form.phone} onChange={(phone) => set({ phone })} autoComplete="off" />
        {directory?.viewerPermissions.includes('CREATE_CUSTOMER') && (
          <ContactField accountId={directory.id} value={form.contact} onChange={(contact) => set({ contact })} canBeNobody={isReseller} />
        )}
        <h2 className="account-part">{t('account.defaults')}</h2>
        <div className="account-pair">
          <LanguageField
            path="language"
            label={t('account.language')}
            placeholder={inherited(account.effectiveLanguage, 'language') || undefined}
            value={form.language}
            onChange={(language) => set({ language })}
          />
          <TimeZoneField
            path="timezone"
            label={t('account.timezone')}
            placeholder={inherited(account.effectiveTimezone, 'timezone') || undefined}
            value={form.timezone}
            onChange={(timezone) => set({ timezone })}
          />
        </div>
        <TextField
          path="externalReference"
          label={t('account.externalReference')}
          hint={t('account.externalReferenceHint')}
          value={form.externalReference}
          onChange={(externalReference) => set({ externalReference })}
          autoComplete="off"
        />
        <div className="form-buttons form-end">
          <LinkButton to={routes.account(account.id)}>{t('app.cancel')}</LinkButton>
          <Button type="submit" look="primary" isPending={busy}>
            {t('account.save')}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
