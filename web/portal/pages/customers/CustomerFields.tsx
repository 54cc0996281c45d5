import './CustomerFields.css';
import { useMemo, type ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { CustomerFields_account$key } from '../../__generated__/CustomerFields_account.graphql';
import { AddressFields } from '../../components/AddressFields';
import { ContactField } from '../../components/ContactField';
import { TextField } from '../../components/Form';
import { LanguageField, TimeZoneField } from '../../components/LocaleFields';
import { RadioField } from '../../components/RadioField';
import { useLanguage, useText } from '../../i18n/text';
import type { Customer } from './customer';

type Props = { parent: CustomerFields_account$key; value: Customer; onChange: (value: Customer) => void };

/** The details of a customer below parent, within a Form. */
export function CustomerFields({ parent: key, value, onChange }: Props) {
  const t = useText();
  const language = useLanguage();
  const parent = useFragment(
    graphql`
      fragment CustomerFields_account on Account {
        id
        name
        effectiveLanguage
        effectiveTimezone
      }
    `,
    key,
  );
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'language' }), [language]);
  const set = <Part extends keyof Customer>(part: Part) => (typed: Customer[Part]) => onChange({ ...value, [part]: typed });
  const { effectiveLanguage, effectiveTimezone } = parent;
  return (
    <>
      <Section>
        <TextField path="name" label={t('customers.name')} value={value.name} onChange={set('name')} isRequired autoComplete="off" />
        <RadioField
          path="type"
          label={t('customers.type')}
          value={value.type}
          onChange={set('type')}
          options={[
            { id: 'END_CUSTOMER', name: t('accounts.type.END_CUSTOMER'), text: t('customers.endCustomerText', { parent: parent.name }) },
            { id: 'SUB_DIVISION', name: t('accounts.type.SUB_DIVISION'), text: t('customers.subDivisionText', { parent: parent.name }) },
          ]}
        />
      </Section>
      <Section title={t('customers.address')}>
        <AddressFields value={value.address} onChange={set('address')} />
        <div className="customer-pair">
          <TextField path="phone" type="tel" label={t('customers.phone')} hint={t('customers.phoneHint')} value={value.phone} onChange={set('phone')} autoComplete="off" />
        </div>
      </Section>
      <Section title={t('customers.atReseller')}>
        <ContactField accountId={parent.id} value={value.contact} onChange={set('contact')} />
        <div className="customer-pair">
          <TextField path="externalReference" label={t('customers.reference')} hint={t('customers.referenceHint')} value={value.externalReference} onChange={set('externalReference')} autoComplete="off" />
        </div>
      </Section>
      <Section title={t('customers.defaults')} text={t('customers.defaultsText')}>
        <div className="customer-pair">
          <LanguageField
            path="language"
            label={t('app.language')}
            placeholder={effectiveLanguage ? t('customers.inherited', { value: names.of(effectiveLanguage) ?? effectiveLanguage }) : undefined}
            value={value.language}
            onChange={set('language')}
          />
          <TimeZoneField
            path="timezone"
            label={t('customers.timezone')}
            placeholder={effectiveTimezone ? t('customers.inherited', { value: effectiveTimezone.replaceAll('_', ' ') }) : undefined}
            value={value.timezone}
            onChange={set('timezone')}
          />
        </div>
      </Section>
    </>
  );
}

const Section = ({ title, text, children }: { title?: string; text?: string; children: ReactNode }) => (
  <section className="customer-section">
    {title && <h2>{title}</h2>}
    {text && <p className="quiet">{text}</p>}
    {children}
  </section>
);
