/**
 * @generated SignedSource<<5e0e40ed8287b95a05ba1cb91085afbe>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
export type AccountBoxQuery$variables = {
  search: string;
};
export type AccountBoxQuery$data = {
  readonly accounts: {
    readonly nodes: ReadonlyArray<{
      readonly accountNumber: string | null | undefined;
      readonly ancestors: ReadonlyArray<{
        readonly id: string;
        readonly name: string;
      }>;
      readonly id: string;
      readonly name: string;
      readonly viewerPermissions: ReadonlyArray<Permission>;
    }>;
    readonly totalCount: number;
  } | null | undefined;
};
export type AccountBoxQuery = {
  response: AccountBoxQuery$data;
  variables: AccountBoxQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "search"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
},
v3 = [
  {
    "alias": null,
    "args": [
      {
        "fields": [
          {
            "kind": "Variable",
            "name": "search",
            "variableName": "search"
          },
          {
            "kind": "Literal",
            "name": "status",
            "value": [
              "ACTIVE",
              "SUSPENDED",
              "PENDING"
            ]
          }
        ],
        "kind": "ObjectValue",
        "name": "filter"
      },
      {
        "kind": "Literal",
        "name": "first",
        "value": 50
      }
    ],
    "concreteType": "AccountConnection",
    "kind": "LinkedField",
    "name": "accounts",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "nodes",
        "plural": true,
        "selections": [
          (v1/*:: as any*/),
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "accountNumber",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "viewerPermissions",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "ancestors",
            "plural": true,
            "selections": [
              (v1/*:: as any*/),
              (v2/*:: as any*/)
            ],
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
    "name": "AccountBoxQuery",
    "selections": (v3/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "AccountBoxQuery",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "7f235bd90d9c652ccfc01bb57afbdf5d",
    "id": null,
    "metadata": {},
    "name": "AccountBoxQuery",
    "operationKind": "query",
    "text": "query AccountBoxQuery(\n  $search: String!\n) {\n  accounts(first: 50, filter: {search: $search, status: [ACTIVE, SUSPENDED, PENDING]}) {\n    nodes {\n      id\n      name\n      accountNumber\n      viewerPermissions\n      ancestors {\n        id\n        name\n      }\n    }\n    totalCount\n  }\n}\n"
  }
};
})();

(node as any).hash = "1e6839227025469a9aaa9b665d68452a";

export default node;
