/**
 * @generated SignedSource<<205d67eb556662e39ea2ea1b1be47f20>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type UnassignAssetsInput = {
  assetIds: ReadonlyArray<string>;
};
export type AssetsHeldMutation$variables = {
  input: UnassignAssetsInput;
};
export type AssetsHeldMutation$data = {
  readonly unassignAssets: {
    readonly results: ReadonlyArray<{
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
export type AssetsHeldMutation = {
  response: AssetsHeldMutation$data;
  variables: AssetsHeldMutation$variables;
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
    "concreteType": "UnassignAssetsPayload",
    "kind": "LinkedField",
    "name": "unassignAssets",
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
    "name": "AssetsHeldMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "AssetsHeldMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "f7b96d2e1a6340c5a1525ae7699f2759",
    "id": null,
    "metadata": {},
    "name": "AssetsHeldMutation",
    "operationKind": "mutation",
    "text": "mutation AssetsHeldMutation(\n  $input: UnassignAssetsInput!\n) {\n  unassignAssets(input: $input) {\n    results {\n      userErrors {\n        path\n        code\n        message\n      }\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "7418f7a11fe2c70f2c08dfc7f200df16";

export default node;
