/**
 * @generated SignedSource<<0b0b0b28afa22f31b4308fd2f2d5d07c>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type AssignAssetsInput = {
  accountId: string;
  assetIds: ReadonlyArray<string>;
};
export type AssetsToAssignMutation$variables = {
  input: AssignAssetsInput;
};
export type AssetsToAssignMutation$data = {
  readonly assignAssets: {
    readonly results: ReadonlyArray<{
      readonly assetId: string;
      readonly userErrors: ReadonlyArray<{
        readonly code: ErrorCode;
        readonly message: string;
        readonly path: ReadonlyArray<string>;
      }>;
    }>;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type AssetsToAssignMutation = {
  response: AssetsToAssignMutation$data;
  variables: AssetsToAssignMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = {
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
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "message",
      "storageKey": null
    }
  ],
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": "AssignAssetsPayload",
    "kind": "LinkedField",
    "name": "assignAssets",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "AssetResult",
        "kind": "LinkedField",
        "name": "results",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "assetId",
            "storageKey": null
          },
          (v1/*:: as any*/)
        ],
        "storageKey": null
      },
      (v1/*:: as any*/)
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "AssetsToAssignMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "AssetsToAssignMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "2646796e11566d438c9075fded0b973a",
    "id": null,
    "metadata": {},
    "name": "AssetsToAssignMutation",
    "operationKind": "mutation",
    "text": "mutation AssetsToAssignMutation(\n  $input: AssignAssetsInput!\n) {\n  assignAssets(input: $input) {\n    results {\n      assetId\n      userErrors {\n        path\n        code\n        message\n      }\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "b42a460cf9c06bbc9ff474fe0503d225";

export default node;
