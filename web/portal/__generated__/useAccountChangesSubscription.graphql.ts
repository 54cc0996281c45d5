/**
 * @generated SignedSource<<47d8833bd4ea925dc5c96f0cbee79e26>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type EventAction = "ACCOUNTS_IMPORTED" | "ACCOUNT_ACTIVATED" | "ACCOUNT_CLOSED" | "ACCOUNT_CREATED" | "ACCOUNT_MOVED" | "ACCOUNT_OVERDUE" | "ACCOUNT_RESUMED" | "ACCOUNT_SUSPENDED" | "ACCOUNT_UPDATED" | "API_KEY_CREATED" | "API_KEY_REVOKED" | "ASSETS_ASSIGNED" | "ASSETS_IMPORTED" | "ASSETS_UNASSIGNED" | "GRANT_ADDED" | "GRANT_REVOKED" | "INVITATION_REVOKED" | "LIMITS_CHANGED" | "PASSWORD_CHANGED" | "PROVISIONING_CANCELLED" | "PROVISIONING_FAILED" | "PROVISIONING_RETRIED" | "REVIEW_DISCARDED" | "REVIEW_EXPIRED" | "REVIEW_OPENED" | "REVIEW_UPDATED" | "SESSION_REVOKED" | "USERS_ADDED" | "USERS_DISABLED" | "USERS_ENABLED" | "USERS_IMPORTED" | "USERS_MOVED" | "USER_ERASED" | "USER_INVITED" | "USER_JOINED" | "USER_UPDATED" | "WEBHOOK_CHANGED" | "WEBHOOK_DISABLED" | "%future added value";
export type useAccountChangesSubscription$variables = {
  after?: string | null | undefined;
  id: string;
};
export type useAccountChangesSubscription$data = {
  readonly accountChanged: {
    readonly account: {
      readonly accountNumber: string | null | undefined;
      readonly id: string;
      readonly name: string;
      readonly parent: {
        readonly id: string;
      } | null | undefined;
      readonly " $fragmentSpreads": FragmentRefs<"AccountRow_account">;
    } | null | undefined;
    readonly cursor: string;
    readonly event: {
      readonly action: EventAction;
    };
  };
};
export type useAccountChangesSubscription = {
  response: useAccountChangesSubscription$data;
  variables: useAccountChangesSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "id"
},
v2 = [
  {
    "kind": "Variable",
    "name": "accountId",
    "variableName": "id"
  },
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  }
],
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "cursor",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "action",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
},
v7 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "accountNumber",
  "storageKey": null
},
v8 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "useAccountChangesSubscription",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "AccountChangedPayload",
        "kind": "LinkedField",
        "name": "accountChanged",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "Event",
            "kind": "LinkedField",
            "name": "event",
            "plural": false,
            "selections": [
              (v4/*:: as any*/)
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
              (v5/*:: as any*/),
              (v6/*:: as any*/),
              (v7/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Account",
                "kind": "LinkedField",
                "name": "parent",
                "plural": false,
                "selections": [
                  (v5/*:: as any*/)
                ],
                "storageKey": null
              },
              {
                "args": null,
                "kind": "FragmentSpread",
                "name": "AccountRow_account"
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "useAccountChangesSubscription",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "AccountChangedPayload",
        "kind": "LinkedField",
        "name": "accountChanged",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "Event",
            "kind": "LinkedField",
            "name": "event",
            "plural": false,
            "selections": [
              (v4/*:: as any*/),
              (v5/*:: as any*/)
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
              (v5/*:: as any*/),
              (v6/*:: as any*/),
              (v7/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Account",
                "kind": "LinkedField",
                "name": "parent",
                "plural": false,
                "selections": [
                  (v5/*:: as any*/),
                  (v8/*:: as any*/)
                ],
                "storageKey": null
              },
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
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "message",
                        "storageKey": null
                      },
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
              (v8/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "bdbab99d533227b3aa912a13efe44da6",
    "id": null,
    "metadata": {},
    "name": "useAccountChangesSubscription",
    "operationKind": "subscription",
    "text": "subscription useAccountChangesSubscription(\n  $id: ID!\n  $after: String\n) {\n  accountChanged(accountId: $id, after: $after) {\n    cursor\n    event {\n      action\n      id\n    }\n    account {\n      id\n      name\n      accountNumber\n      parent {\n        id\n      }\n      ...AccountRow_account\n    }\n  }\n}\n\nfragment AccountMenu_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  viewerPermissions\n  parent {\n    viewerPermissions\n    id\n  }\n}\n\nfragment AccountRow_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  accountNumber\n  address {\n    city\n  }\n  users(first: 1) {\n    totalCount\n  }\n  provisioning {\n    expectedBy\n    overdue\n    failure {\n      message\n      retryable\n    }\n  }\n  viewerPermissions\n  ...AccountMenu_account\n}\n"
  }
};
})();

(node as any).hash = "0be16e8ee2cbb242f40e13a5e40cfb24";

export default node;
