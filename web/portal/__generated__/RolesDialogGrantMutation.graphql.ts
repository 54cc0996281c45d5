/**
 * @generated SignedSource<<53fc4f5c4681f2dd19e08a9f12af3401>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type GrantScope = "ACCOUNT_ONLY" | "SUBTREE" | "%future added value";
export type Role = "ACCOUNT_MANAGER" | "ADMIN" | "USER_MANAGER" | "VIEWER" | "%future added value";
export type GrantRoleInput = {
  accountId?: string | null | undefined;
  role: Role;
  scope?: GrantScope;
  userId: string;
};
export type RolesDialogGrantMutation$variables = {
  input: GrantRoleInput;
};
export type RolesDialogGrantMutation$data = {
  readonly grantRole: {
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type RolesDialogGrantMutation = {
  response: RolesDialogGrantMutation$data;
  variables: RolesDialogGrantMutation$variables;
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
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": "GrantRolePayload",
    "kind": "LinkedField",
    "name": "grantRole",
    "plural": false,
    "selections": [
      {
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
    "name": "RolesDialogGrantMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "RolesDialogGrantMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "933dcb1be2e9f0806b3a8f9c0c7c3e4b",
    "id": null,
    "metadata": {},
    "name": "RolesDialogGrantMutation",
    "operationKind": "mutation",
    "text": "mutation RolesDialogGrantMutation(\n  $input: GrantRoleInput!\n) {\n  grantRole(input: $input) {\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "ce1d37ae1e97019c3132c1a7af1b963f";

export default node;
