import { useId, type ReactNode } from 'react';
import { FieldError, Label, Radio, RadioGroup } from 'react-aria-components';
import { graphql, useFragment } from 'react-relay';
import { Link } from 'wouter';
import type { MatchReason, SimilarAccounts_similar$data, SimilarAccounts_similar$key } from '../../__generated__/SimilarAccounts_similar.graphql';
import { routes } from '../../app/routes';
import { addressLines } from '../../components/addressLines';
import { useFault } from '../../components/Form';
import { CheckIcon, CloseIcon } from '../../components/icons';
import { Mark } from '../../components/Mark';
import { useLanguage, useText, type Key } from '../../i18n/text';

/** The choice of none of the similar accounts. */
export const AS_ENTERED = 'as-entered';

type Props = {
  similar: SimilarAccounts_similar$key;
  /** The organizations that were looked at before; others are marked as new. Null where nothing came since. */
  seen: readonly string[] | null;
  name: string;
  value: string | null;
  onChange: (id: string) => void;
};

/** The registered organizations that may be the customer, each with why, and at the end what was entered: one has to be chosen. */
export function SimilarAccounts({ similar: key, seen, name, value, onChange }: Props) {
  const t = useText();
  const fault = useFault('organizationId');
  const similar = useFragment(
    graphql`
      fragment SimilarAccounts_similar on SimilarAccount @relay(plural: true) {
        organization {
          id
          name
          aliases
          address {
            formatted
            country
          }
          source
        }
        score
        likelySame
        reasons
        account {
          id
          name
          accountNumber
        }
      }
    `,
    key,
  );
  if (similar.length === 0) {
    return (
      <div className="similar-none">
        <CheckIcon size={22} />
        <h2>{t('customers.noneSimilar')}</h2>
        <p className="quiet">{t('customers.noneSimilarText')}</p>
      </div>
    );
  }
  return (
    <RadioGroup className="field similar" value={value} onChange={onChange} isRequired isInvalid={fault !== ''}>
      <Label className="similar-title">{t('customers.similar', { count: similar.length })}</Label>
      <p className="quiet">{t('customers.similarText')}</p>
      {fault && <FieldError className="field-fault">{fault}</FieldError>}
      <div className="similar-list">
        {similar.map((one) => (
          <Similar key={one.organization.id} similar={one} isNew={seen !== null && !seen.includes(one.organization.id)} />
        ))}
        <Choice id={AS_ENTERED} name={t('customers.asEntered')}>
          <span className="quiet">{t('customers.asEnteredText', { name })}</span>
        </Choice>
      </div>
    </RadioGroup>
  );
}

function Similar({ similar, isNew }: { similar: SimilarAccounts_similar$data[number]; isNew: boolean }) {
  const t = useText();
  const language = useLanguage();
  const { organization, score, likelySame, reasons, account } = similar;
  const share = score.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 });
  const known = reasons.filter((reason) => reason in words) as (keyof typeof words)[];
  return (
    <div className="similar-one">
      <Choice
        id={organization.id}
        name={organization.name}
        marks={
          <>
            {likelySame && <Mark tone="amber">{t('customers.likelySame')}</Mark>}
            {isNew && <Mark tone="green">{t('customers.isNew')}</Mark>}
            <span className="quiet number">{t('customers.alike', { share })}</span>
          </>
        }
      >
        <span>{addressLines(organization.address, language).join(', ')}</span>
        {organization.aliases.length > 0 && <span className="quiet">{t('customers.aliases', { names: organization.aliases.join(', ') })}</span>}
        <span className="reasons">
          {known.map((reason) => (
            <span key={reason} className={against.has(reason) ? 'reason reason-against' : 'reason'}>
              {against.has(reason) ? <CloseIcon size={12} /> : <CheckIcon size={12} />}
              {t(words[reason])}
            </span>
          ))}
        </span>
        {account ? (
          <span>{t('customers.inYourTree', { name: account.name, number: account.accountNumber ?? t('accounts.noNumber') })}</span>
        ) : (
          <span className="quiet">{t(organization.source === 'EXTERNAL' ? 'customers.external' : 'customers.registeredHere')}</span>
        )}
      </Choice>
      {account && (
        <Link href={routes.account(account.id)} className="similar-account" aria-label={t('customers.toAccountOf', { name: account.name })}>
          {t('customers.toAccount')}
        </Link>
      )}
    </div>
  );
}

/** One to choose: its name is what the radio is called, the rest describes it. */
function Choice({ id, name, marks, children }: { id: string; name: string; marks?: ReactNode; children: ReactNode }) {
  const describing = useId();
  return (
    <Radio value={id} className="radio" aria-label={name} aria-describedby={describing}>
      <span className="radio-dot" />
      <span className="similar-body" id={describing}>
        <span className="similar-name">
          <b>{name}</b>
          {marks}
        </span>
        {children}
      </span>
    </Radio>
  );
}

const words: Record<Exclude<MatchReason, '%future added value'>, Key> = {
  NAME_EXACT: 'customers.nameExact',
  NAME_SIMILAR: 'customers.nameSimilar',
  ACRONYM: 'customers.acronym',
  ADDRESS_EXACT: 'customers.addressExact',
  ADDRESS_SIMILAR: 'customers.addressSimilar',
  CITY: 'customers.city',
  POSTAL_CODE: 'customers.postalCode',
  COUNTRY: 'customers.country',
  PHONE: 'customers.samePhone',
  DIFFERENT_CITY: 'customers.differentCity',
  DIFFERENT_COUNTRY: 'customers.differentCountry',
  DIFFERENT_NUMBER: 'customers.differentNumber',
};
const against = new Set<MatchReason>(['DIFFERENT_CITY', 'DIFFERENT_COUNTRY', 'DIFFERENT_NUMBER']);
