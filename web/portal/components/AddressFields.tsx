import './AddressFields.css';
import { useMemo } from 'react';
import { graphql } from 'react-relay';
import type { AddressFieldsQuery, AddressFieldsQuery$data } from '../__generated__/AddressFieldsQuery.graphql';
import { useQuery } from '../app/useQuery';
import { Choice } from './Choice';
import { TextField } from './Form';
import { useLanguage, useText, type Key } from '../i18n/text';

/** An address while it is typed: what is not given is ''. The street has a line for each line. */
export type AddressValue = { country: string; street: string; dependentLocality: string; city: string; region: string; postalCode: string };

const nowhere: AddressValue = { country: '', street: '', dependentLocality: '', city: '', region: '', postalCode: '' };

type ApiAddress = { readonly country: string; readonly street: readonly string[] } & { readonly [part in Part]?: string | null };
type Part = 'dependentLocality' | 'city' | 'region' | 'postalCode';

/** The address of the API, to be typed in; nowhere without one. */
export function addressValue(address?: ApiAddress | null): AddressValue {
  if (!address) return nowhere;
  const { country, street, dependentLocality, city, region, postalCode } = address;
  return { country, street: street.join('\n'), dependentLocality: dependentLocality ?? '', city: city ?? '', region: region ?? '', postalCode: postalCode ?? '' };
}

/** What was typed, as an AddressInput. */
export const addressInput = ({ street, ...parts }: AddressValue) => ({ ...parts, street: street.split('\n').filter((line) => line.trim() !== '') });

type Props = { path?: string; value: AddressValue; onChange: (value: AddressValue) => void };

/**
 * The parts of an address that its country asks for, at input.address or another path. It suspends until the countries are there. What
 * an account's address has beyond those shows too, until another country is chosen.
 */
export function AddressFields({ path = 'address', value, onChange }: Props) {
  const t = useText();
  const countries = useCountries();
  const fields = fieldsOf(countries, value.country);
  const shown = [...fields, ...extras.filter((name) => value[name] !== '' && !fields.some((field) => field.name === name)).map((name) => ({ name, required: false }))];

  function chooseCountry(country: string) {
    const asked = fieldsOf(countries, country).map((field) => field.name);
    const dropped = Object.fromEntries(extras.filter((name) => !asked.includes(name)).map((name) => [name, '']));
    onChange({ ...value, ...dropped, country });
  }

  return (
    <div className="address">
      <Choice path={`${path}.country`} label={t('address.country')} options={countries} value={value.country || null} onChange={(country) => chooseCountry(country ?? '')} isRequired />
      {shown.map(({ name, required }) => (
        <div key={name} className={`address-${name}`}>
          <TextField
            path={`${path}.${name}`}
            label={t(labelOf(name, value.country))}
            lines={name === 'street' ? 2 : undefined}
            value={value[name]}
            onChange={(text) => onChange({ ...value, [name]: text })}
            isRequired={required}
            autoComplete="off"
          />
        </div>
      ))}
    </div>
  );
}

type Name = 'street' | Part;
const extras: readonly Name[] = ['dependentLocality', 'city', 'region', 'postalCode'];

type Country = { id: string; name: string; note: string; addressFields: AddressFieldsQuery$data['countries'][number]['addressFields'] };

/** Before a country is chosen, what most of them ask for. */
const fieldsOf = (countries: readonly Country[], code: string) =>
  (countries.find(({ id }) => id === code)?.addressFields ?? [{ name: 'street', required: false }, { name: 'city', required: false }, { name: 'postalCode', required: false }]) as readonly { name: Name; required: boolean }[];

/** Every country, by its name in the reader's language. */
function useCountries(): readonly Country[] {
  const language = useLanguage();
  const { countries } = useQuery<AddressFieldsQuery>(
    graphql`
      query AddressFieldsQuery {
        countries {
          code
          addressFields {
            name
            required
          }
        }
      }
    `,
    {},
  );
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' });
    const named = countries.map(({ code, addressFields }) => ({ id: code, name: names.of(code)!, note: code, addressFields }));
    return named.toSorted((a, b) => a.name.localeCompare(b.name, language));
  }, [countries, language]);
}

const labels: Record<Name, Key> = {
  street: 'address.street',
  dependentLocality: 'address.dependentLocality',
  city: 'address.city',
  region: 'address.region',
  postalCode: 'address.postalCode',
};

/** What people of some countries call a part. */
const local: Partial<Record<Name, Record<string, Key>>> = {
  region: {
    AU: 'address.state', BR: 'address.state', IN: 'address.state', MX: 'address.state', MY: 'address.state', US: 'address.state', VE: 'address.state',
    AR: 'address.province', CA: 'address.province', CN: 'address.province', ES: 'address.province', ID: 'address.province', IT: 'address.province', TH: 'address.province', TR: 'address.province',
    JP: 'address.prefecture', AE: 'address.emirate', GB: 'address.county', IE: 'address.county', TW: 'address.county',
  },
  postalCode: { US: 'address.zip', PR: 'address.zip', IE: 'address.eircode', IN: 'address.pin' },
};

const labelOf = (name: Name, country: string) => local[name]?.[country] ?? labels[name];
