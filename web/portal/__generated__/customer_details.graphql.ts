/**
 * @generated SignedSource<<f02279f5e30ed99cbff38e0bbcc19db4>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderInlineDataFragment } from 'relay-runtime';
export type CustomerType = "END_CUSTOMER" | "SUB_DIVISION" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type customer_details$data = {
  readonly address: {
    readonly city: string | null | undefined;
    readonly country: string;
    readonly dependentLocality: string | null | undefined;
    readonly postalCode: string | null | undefined;
    readonly region: string | null | undefined;
    readonly street: ReadonlyArray<string>;
  };
  readonly externalReference: string | null | undefined;
  readonly language: string | null | undefined;
  readonly name: string;
  readonly notificationContact: {
    readonly displayName: string;
    readonly email: string;
    readonly id: string;
  } | null | undefined;
  readonly phone: string | null | undefined;
  readonly timezone: string | null | undefined;
  readonly type: CustomerType;
  readonly " $fragmentType": "customer_details";
};
export type customer_details$key = {
  readonly " $data"?: customer_details$data;
  readonly " $fragmentSpreads": FragmentRefs<"customer_details">;
};

const node: ReaderInlineDataFragment = {
  "kind": "InlineDataFragment",
  "name": "customer_details"
};

(node as any).hash = "83a1bb0e56d234ecdf23b01354d26d24";

export default node;
