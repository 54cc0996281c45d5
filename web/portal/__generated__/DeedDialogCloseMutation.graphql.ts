/**
 * @generated SignedSource<<a3a7327328ef45431c9824f075eab7b3>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type CloseAccountInput = {
  accountId: string;
  cascade?: boolean;
  dryRun?: boolean;
};
export type DeedDialogCloseMutation$variables = {
  input: CloseAccountInput;
};
export type DeedDialogCloseMutation$data = {
  readonly closeAccount: {
    readonly account: {
      readonly " $fragmentSpreads": FragmentRefs<"AccountRow_account">;
    } | null | undefined;
    readonly closedCount: number;
    readonly unassignedAssetCount: number;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type DeedDialogCloseMutation = {
  response: DeedDialogCloseMutation$data;
  variables: DeedDialogCloseMutation$variables;
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
  "name": "closedCount",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "unassignedAssetCount",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "message",
  "storageKey": null
},
v5 = {
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
    (v4/*:: as any*/)
  ],
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v7 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "DeedDialogCloseMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "CloseAccountPayload",
        "kind": "LinkedField",
        "name": "closeAccount",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "account",
            "plural": false,
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
          (v3/*:: as any*/),
          (v5/*:: as any*/)
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
    "name": "DeedDialogCloseMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "CloseAccountPayload",
        "kind": "LinkedField",
        "name": "closeAccount",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "Account",
            "kind": "LinkedField",
            "name": "account",
            "plural": false,
            "selections": [
              (v6/*:: as any*/),
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
                      (v4/*:: as any*/),
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
              (v7/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Account",
                "kind": "LinkedField",
                "name": "parent",
                "plural": false,
                "selections": [
                  (v7/*:: as any*/),
                  (v6/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          },
          (v2/*:: as any*/),
          (v3/*:: as any*/),
          (v5/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "e4a14b8188910292a96fbb3d14b27528",
    "id": null,
    "metadata": {},
    "name": "DeedDialogCloseMutation",
    "operationKind": "mutation",
    "text": "mutation DeedDialogCloseMutation(\n  $input: CloseAccountInput!\n) {\n  closeAccount(input: $input) {\n    account {\n      ...AccountRow_account\n      id\n    }\n    closedCount\n    unassignedAssetCount\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n\nfragment AccountMenu_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  viewerPermissions\n  parent {\n    viewerPermissions\n    id\n  }\n}\n\nfragment AccountRow_account on Account {\n  id\n  name\n  type\n  status\n  effectiveStatus\n  accountNumber\n  address {\n    city\n  }\n  users(first: 1) {\n    totalCount\n  }\n  provisioning {\n    expectedBy\n    overdue\n    failure {\n      message\n      retryable\n    }\n  }\n  viewerPermissions\n  ...AccountMenu_account\n}\n"
  }
};
})();

(node as any).hash = "b3e3ecdd6b0e47575fe3a6fc34523070";

export default node;
