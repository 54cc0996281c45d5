/**
 * @generated SignedSource<<adddd0546849ed722643ae50abce728d>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type MatchReason = "ACRONYM" | "ADDRESS_EXACT" | "ADDRESS_SIMILAR" | "CITY" | "COUNTRY" | "DIFFERENT_CITY" | "DIFFERENT_COUNTRY" | "DIFFERENT_NUMBER" | "NAME_EXACT" | "NAME_SIMILAR" | "PHONE" | "POSTAL_CODE" | "%future added value";
export type RegistrySource = "EXTERNAL" | "REGISTERED" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type SimilarAccounts_similar$data = ReadonlyArray<{
  readonly account: {
    readonly accountNumber: string | null | undefined;
    readonly id: string;
    readonly name: string;
  } | null | undefined;
  readonly likelySame: boolean;
  readonly organization: {
    readonly address: {
      readonly country: string;
      readonly formatted: ReadonlyArray<string>;
    };
    readonly aliases: ReadonlyArray<string>;
    readonly id: string;
    readonly name: string;
    readonly source: RegistrySource;
  };
  readonly reasons: ReadonlyArray<MatchReason>;
  readonly score: number;
  readonly " $fragmentType": "SimilarAccounts_similar";
}>;
export type SimilarAccounts_similar$key = ReadonlyArray<{
  readonly " $data"?: SimilarAccounts_similar$data;
  readonly " $fragmentSpreads": FragmentRefs<"SimilarAccounts_similar">;
}>;

const node: ReaderFragment = (function(){
var v0 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
};
return {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "plural": true
  },
  "name": "SimilarAccounts_similar",
  "selections": [
    {
      "alias": null,
      "args": null,
      "concreteType": "Organization",
      "kind": "LinkedField",
      "name": "organization",
      "plural": false,
      "selections": [
        (v0/*:: as any*/),
        (v1/*:: as any*/),
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "aliases",
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "concreteType": "Address",
          "kind": "LinkedField",
          "name": "address",
          "plural": false,
          "selections": [
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "formatted",
              "storageKey": null
            },
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "country",
              "storageKey": null
            }
          ],
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "source",
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "score",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "likelySame",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "reasons",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "Account",
      "kind": "LinkedField",
      "name": "account",
      "plural": false,
      "selections": [
        (v0/*:: as any*/),
        (v1/*:: as any*/),
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "accountNumber",
          "storageKey": null
        }
      ],
      "storageKey": null
    }
  ],
  "type": "SimilarAccount",
  "abstractKey": null
};
})();

(node as any).hash = "df06788537125638e0f7b40a9f784bf6";

export default node;
