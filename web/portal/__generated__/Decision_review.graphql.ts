/**
 * @generated SignedSource<<989ba5320e3620f94c80249e5ca59d0b>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type Decision_review$data = {
  readonly details: {
    readonly name: string;
  };
  readonly id: string;
  readonly similarAccounts: ReadonlyArray<{
    readonly account: {
      readonly accountNumber: string | null | undefined;
      readonly name: string;
    } | null | undefined;
    readonly organization: {
      readonly id: string;
    };
    readonly " $fragmentSpreads": FragmentRefs<"SimilarAccounts_similar">;
  }>;
  readonly version: number;
  readonly " $fragmentType": "Decision_review";
};
export type Decision_review$key = {
  readonly " $data"?: Decision_review$data;
  readonly " $fragmentSpreads": FragmentRefs<"Decision_review">;
};

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
  "metadata": null,
  "name": "Decision_review",
  "selections": [
    (v0/*:: as any*/),
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "version",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "CustomerDetails",
      "kind": "LinkedField",
      "name": "details",
      "plural": false,
      "selections": [
        (v1/*:: as any*/)
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "SimilarAccount",
      "kind": "LinkedField",
      "name": "similarAccounts",
      "plural": true,
      "selections": [
        {
          "alias": null,
          "args": null,
          "concreteType": "Organization",
          "kind": "LinkedField",
          "name": "organization",
          "plural": false,
          "selections": [
            (v0/*:: as any*/)
          ],
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
        },
        {
          "args": null,
          "kind": "FragmentSpread",
          "name": "SimilarAccounts_similar"
        }
      ],
      "storageKey": null
    }
  ],
  "type": "Review",
  "abstractKey": null
};
})();

(node as any).hash = "e6801f4a64b099f2b72b15d54b4c5462";

export default node;
