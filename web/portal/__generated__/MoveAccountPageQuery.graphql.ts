/**
 * @generated SignedSource<<461de0fa5f0aa49116e9c9a477e96fa6>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type AccountStatus = "ACTIVE" | "CLOSED" | "FAILED" | "PENDING" | "SUSPENDED" | "%future added value";
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
export type MoveAccountPageQuery$variables = {
  id: string;
};
export type MoveAccountPageQuery$data = {
  readonly account: {
    readonly ancestors: ReadonlyArray<{
      readonly name: string;
    }>;
    readonly descendants: {
      readonly totalCount: number;
    };
    readonly effectiveStatus: AccountStatus;
    readonly id: string;
    readonly name: string;
    readonly parent: {
      readonly id: string;
    } | null | undefined;
    readonly users: {
      readonly totalCount: number;
    };
    readonly viewerPermissions: ReadonlyArray<Permission>;
  } | null | undefined;
};
export type MoveAccountPageQuery = {
  response: MoveAccountPageQuery$data;
  variables: MoveAccountPageQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "effectiveStatus",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "concreteType": "Account",
  "kind": "LinkedField",
  "name": "parent",
  "plural": false,
  "selections": [
    (v2/*:: as any*/)
  ],
  "storageKey": null
},
v7 = {
  "kind": "Literal",
  "name": "first",
  "value": 1
},
v8 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "totalCount",
    "storageKey": null
  }
],
v9 = {
  "alias": null,
  "args": [
    (v7/*:: as any*/)
  ],
  "concreteType": "AccountConnection",
  "kind": "LinkedField",
  "name": "descendants",
  "plural": false,
  "selections": (v8/*:: as any*/),
  "storageKey": "descendants(first:1)"
},
v10 = {
  "alias": null,
  "args": [
    (v7/*:: as any*/),
    {
      "kind": "Literal",
      "name": "includeDescendants",
      "value": true
    }
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v8/*:: as any*/),
  "storageKey": "users(first:1,includeDescendants:true)"
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "MoveAccountPageQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          (v3/*:: as any*/),
          (v4/*:: as any*/),
          (v5/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "ancestors",
            "plural": true,
            "selections": [
              (v3/*:: as any*/)
            ],
            "storageKey": null
          },
          (v6/*:: as any*/),
          (v9/*:: as any*/),
          (v10/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "MoveAccountPageQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          (v3/*:: as any*/),
          (v4/*:: as any*/),
          (v5/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "ancestors",
            "plural": true,
            "selections": [
              (v3/*:: as any*/),
              (v2/*:: as any*/)
            ],
            "storageKey": null
          },
          (v6/*:: as any*/),
          (v9/*:: as any*/),
          (v10/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "3e76c8473a81f8d01f1e2ab5cd7e48e8",
    "id": null,
    "metadata": {},
    "name": "MoveAccountPageQuery",
    "operationKind": "query",
    "text": "query MoveAccountPageQuery(\n  $id: ID!\n) {\n  account(id: $id) {\n    id\n    name\n    effectiveStatus\n    viewerPermissions\n    ancestors {\n      name\n      id\n    }\n    parent {\n      id\n    }\n    descendants(first: 1) {\n      totalCount\n    }\n    users(first: 1, includeDescendants: true) {\n      totalCount\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "9552e45ca16ecb88729d916726cc4132";

export default node;
