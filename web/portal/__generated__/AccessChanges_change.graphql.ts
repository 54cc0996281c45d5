/**
 * @generated SignedSource<<c7993b9e9c8a393c30df6bc45aa41834>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type Role = "ACCOUNT_MANAGER" | "ADMIN" | "USER_MANAGER" | "VIEWER" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type AccessChanges_change$data = ReadonlyArray<{
  readonly after: Role | null | undefined;
  readonly apiKey: {
    readonly name: string;
  } | null | undefined;
  readonly before: Role | null | undefined;
  readonly user: {
    readonly displayName: string;
    readonly email: string;
  } | null | undefined;
  readonly " $fragmentType": "AccessChanges_change";
}>;
export type AccessChanges_change$key = ReadonlyArray<{
  readonly " $data"?: AccessChanges_change$data;
  readonly " $fragmentSpreads": FragmentRefs<"AccessChanges_change">;
}>;

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "plural": true
  },
  "name": "AccessChanges_change",
  "selections": [
    {
      "alias": null,
      "args": null,
      "concreteType": "User",
      "kind": "LinkedField",
      "name": "user",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "displayName",
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "email",
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "ApiKey",
      "kind": "LinkedField",
      "name": "apiKey",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "name",
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "before",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "after",
      "storageKey": null
    }
  ],
  "type": "AccessChange",
  "abstractKey": null
};

(node as any).hash = "139e9e32a65ac47c0ab4f41e8ece05d9";

export default node;
