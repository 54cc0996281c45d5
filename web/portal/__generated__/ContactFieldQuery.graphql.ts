/**
 * @generated SignedSource<<69c732d41dcfe88a841df4373aea530c>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ContactFieldQuery$variables = {
  account: string;
  search: string;
};
export type ContactFieldQuery$data = {
  readonly userDirectory: {
    readonly nodes: ReadonlyArray<{
      readonly displayName: string;
      readonly email: string;
      readonly id: string;
    }>;
    readonly totalCount: number;
  } | null | undefined;
};
export type ContactFieldQuery = {
  response: ContactFieldQuery$data;
  variables: ContactFieldQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "account"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "search"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "accountId",
        "variableName": "account"
      },
      {
        "kind": "Literal",
        "name": "first",
        "value": 20
      },
      {
        "kind": "Variable",
        "name": "search",
        "variableName": "search"
      }
    ],
    "concreteType": "UserConnection",
    "kind": "LinkedField",
    "name": "userDirectory",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "User",
        "kind": "LinkedField",
        "name": "nodes",
        "plural": true,
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
        "kind": "ScalarField",
        "name": "totalCount",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "ContactFieldQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "ContactFieldQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "94a81484bc6bb082417a69dbb0ed768e",
    "id": null,
    "metadata": {},
    "name": "ContactFieldQuery",
    "operationKind": "query",
    "text": "query ContactFieldQuery(\n  $account: ID!\n  $search: String!\n) {\n  userDirectory(accountId: $account, search: $search, first: 20) {\n    nodes {\n      id\n      displayName\n      email\n    }\n    totalCount\n  }\n}\n"
  }
};
})();

(node as any).hash = "02f89c373b1ad4406c93cad596b01409";

export default node;
