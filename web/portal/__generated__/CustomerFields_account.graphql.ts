/**
 * @generated SignedSource<<39c7f7d6f98670cc7cc46c84f7186fba>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type CustomerFields_account$data = {
  readonly effectiveLanguage: string | null | undefined;
  readonly effectiveTimezone: string | null | undefined;
  readonly id: string;
  readonly name: string;
  readonly " $fragmentType": "CustomerFields_account";
};
export type CustomerFields_account$key = {
  readonly " $data"?: CustomerFields_account$data;
  readonly " $fragmentSpreads": FragmentRefs<"CustomerFields_account">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "CustomerFields_account",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "name",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "effectiveLanguage",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "effectiveTimezone",
      "storageKey": null
    }
  ],
  "type": "Account",
  "abstractKey": null
};

(node as any).hash = "7cfa6bb2ab04bff7496afeeaf1dde9db";

export default node;
