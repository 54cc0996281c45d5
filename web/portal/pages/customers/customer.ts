import { graphql } from 'relay-runtime';
import type { CustomerType, customer_details$data } from '../../__generated__/customer_details.graphql';
import { addressInput, addressValue, type AddressValue } from '../../components/AddressFields';
import type { Contact } from '../../components/ContactField';

/** A customer's details while they are typed. */
export type Customer = {
  type: Exclude<CustomerType, '%future added value'>;
  name: string;
  address: AddressValue;
  phone: string;
  contact: Contact | null;
  language: string | null;
  timezone: string | null;
  externalReference: string;
};

export const nobody = (country: string): Customer => ({
  type: 'END_CUSTOMER',
  name: '',
  address: { ...addressValue(), country },
  phone: '',
  contact: null,
  language: null,
  timezone: null,
  externalReference: '',
});

export const Details = graphql`
  fragment customer_details on CustomerDetails @inline {
    name
    type
    address {
      street
      dependentLocality
      city
      region
      postalCode
      country
    }
    phone
    language
    timezone
    notificationContact {
      id
      displayName
      email
    }
    externalReference
  }
`;

/** The details of a review, to be typed in. */
export const customerOf = (details: customer_details$data): Customer => ({
  type: details.type as Customer['type'],
  name: details.name,
  address: addressValue(details.address),
  phone: details.phone ?? '',
  contact: details.notificationContact ?? null,
  language: details.language ?? null,
  timezone: details.timezone ?? null,
  externalReference: details.externalReference ?? '',
});

/** What was typed, as the API takes it; without the contact, whose absence means other things where one is created and where one is changed. */
export const customerInput = ({ type, name, address, phone, language, timezone, externalReference }: Customer) => ({
  type,
  name,
  address: addressInput(address),
  phone: phone || null,
  language,
  timezone,
  externalReference: externalReference || null,
});
