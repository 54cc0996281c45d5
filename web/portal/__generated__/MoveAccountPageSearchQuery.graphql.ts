/**
 * @generated SignedSource<<ad171dd98bba75dd61642d293294cf83>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
export type MoveAccountPageSearchQuery$variables = {
  search: string;
};
export type MoveAccountPageSearchQuery$data = {
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
export type MoveAccountPageSearchQuery = {
  response: MoveAccountPageSearchQuery$data;
  variables: MoveAccountPageSearchQuery$variables;
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
    "name": "MoveAccountPageSearchQuery",
    "selections": (v3/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "MoveAccountPageSearchQuery",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "01e09f3becff1edaa50cdbd41cf023b8",
    "id": null,
    "metadata": {},
    "name": "MoveAccountPageSearchQuery",
    "operationKind": "query",
    "text": "query MoveAccountPageSearchQuery(\n  $search: String!\n) {\n  accounts(first: 50, filter: {search: $search, status: [ACTIVE, SUSPENDED, PENDING]}) {\n    nodes {\n      id\n      name\n      accountNumber\n      viewerPermissions\n      ancestors {\n        id\n        name\n      }\n    }\n    totalCount\n  }\n}\n"
  }
};
})();

(node as any).hash = "9b01789bd5ebd17a55a3d88fbbe8d4fd";

export default node;
