/**
 * @generated SignedSource<<27663d75113eaad8dbc5b4bdc81c9d79>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type MoveAccountsInput = {
  accountIds: ReadonlyArray<string>;
  dryRun?: boolean;
  parentId: string;
};
export type MoveAccountPageMutation$variables = {
  input: MoveAccountsInput;
};
export type MoveAccountPageMutation$data = {
  readonly moveAccounts: {
    readonly accounts: ReadonlyArray<{
      readonly " $fragmentSpreads": FragmentRefs<"AccountRow_account">;
    }>;
    readonly gainCount: number;
    readonly gains: ReadonlyArray<{
      readonly " $fragmentSpreads": FragmentRefs<"AccessChanges_change">;
    }>;
    readonly lossCount: number;
    readonly losses: ReadonlyArray<{
      readonly " $fragmentSpreads": FragmentRefs<"AccessChanges_change">;
    }>;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type MoveAccountPageMutation = {
  response: MoveAccountPageMutation$data;
  variables: MoveAccountPageMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "gainCount",
  "storageKey": null
},
v3 = [
  {
    "args": null,
    "kind": "FragmentSpread",
    "name": "AccessChanges_change"
  }
],
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "lossCount",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "message",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "concreteType": "UserError",
  "kind": "LinkedField",
  "name": "userErrors",
  "plural": true,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "path",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "code",
      "storageKey": null
    },
    (v5/*:: as any*/)
  ],
  "storageKey": null
},
v7 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v8 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
},
v9 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
},
v10 = [
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
      },
      (v7/*:: as any*/)
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
      (v8/*:: as any*/),
      (v7/*:: as any*/)
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
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "MoveAccountPageMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "MoveAccountsPayload",
        "kind": "LinkedField",
        "name": "moveAccounts",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "accounts",
            "plural": true,
            "selections": [
              {
                "args": null,
                "kind": "FragmentSpread",
                "name": "AccountRow_account"
              }
            ],
            "storageKey": null
          },
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "AccessChange",
            "kind": "LinkedField",
            "name": "gains",
            "plural": true,
            "selections": (v3/*:: as any*/),
            "storageKey": null
          },
          (v4/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "AccessChange",
            "kind": "LinkedField",
            "name": "losses",
            "plural": true,
            "selections": (v3/*:: as any*/),
            "storageKey": null
          },
          (v6/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "MoveAccountPageMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "MoveAccountsPayload",
        "kind": "LinkedField",
        "name": "moveAccounts",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "accounts",
            "plural": true,
            "selections": [
              (v7/*:: as any*/),
              (v8/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "type",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "status",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "effectiveStatus",
                "storageKey": null
              },
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
                "concreteType": "Address",
                "kind": "LinkedField",
                "name": "address",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "city",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              {
                "alias": null,
                "args": [
                  {
                    "kind": "Literal",
                    "name": "first",
                    "value": 1
                  }
                ],
                "concreteType": "UserConnection",
                "kind": "LinkedField",
                "name": "users",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "totalCount",
                    "storageKey": null
                  }
                ],
                "storageKey": "users(first:1)"
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "Provisioning",
                "kind": "LinkedField",
                "name": "provisioning",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "expectedBy",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "overdue",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "ProvisioningFailure",
                    "kind": "LinkedField",
                    "name": "failure",
                    "plural": false,
                    "selections": [
                      (v5/*:: as any*/),
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "retryable",
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              (v9/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Account",
                "kind": "LinkedField",
                "name": "parent",
                "plural": false,
                "selections": [
                  (v9/*:: as any*/),
                  (v7/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          },
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "AccessChange",
            "kind": "LinkedField",
            "name": "gains",
            "plural": true,
            "selections": (v10/*:: as any*/),
            "storageKey": null
          },
          (v4/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "AccessChange",
            "kind": "LinkedField",
            "name": "losses",
            "plural": true,
            "selections": (v10/*:: as any*/),
            "storageKey": null
          },
          (v6/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "2a62011c8cdda53dd148eab1fd4eca2c",
    "id": null,
    "metadata": {},
    "name": "MoveAccountPageMutation",
    "operationKind": "mutation",
    "text": "mutation MoveAccountPageMutation(\n  $input: MoveAccountsInput!\n) {\n  moveAccounts(input: $input) {\n    accounts {\n      ...AccountRow_account\n      id\n    }\n    gainCount\n    gains {\n      ...AccessChanges_change\n    }\n    lossCount\n    losses {\n      ...AccessChanges_change\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n\nfragment AccessChanges_change on AccessChange {\n  user {\n    displayName\n    email\n    id\n  }\n  apiKey {\n    name\n    id\n  }\n  before\n  after\n}\n\nfragment AccountMenu_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  viewerPermissions\n  parent {\n    viewerPermissions\n    id\n  }\n}\n\nfragment AccountRow_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  accountNumber\n  address {\n    city\n  }\n  users(first: 1) {\n    totalCount\n  }\n  provisioning {\n    expectedBy\n    overdue\n    failure {\n      message\n      retryable\n    }\n  }\n  viewerPermissions\n  ...AccountMenu_account\n}\n"
  }
};
})();

(node as any).hash = "1394b53c9fdb47e1a7350a063cf6804e";

export default node;
