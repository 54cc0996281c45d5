/**
 * @generated SignedSource<<6a6936a66adfcf0e8fd1d6a10bfc3eac>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type AcceptInvitationInput = {
  password: string;
  token: string;
};
export type JoinPageMutation$variables = {
  input: AcceptInvitationInput;
};
export type JoinPageMutation$data = {
  readonly acceptInvitation: {
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type JoinPageMutation = {
  response: JoinPageMutation$data;
  variables: JoinPageMutation$variables;
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
    "concreteType": "AcceptInvitationPayload",
    "kind": "LinkedField",
    "name": "acceptInvitation",
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
    "name": "JoinPageMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "JoinPageMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "7d133e2fa48600d35bb30e782808ab98",
    "id": null,
    "metadata": {},
    "name": "JoinPageMutation",
    "operationKind": "mutation",
    "text": "mutation JoinPageMutation(\n  $input: AcceptInvitationInput!\n) {\n  acceptInvitation(input: $input) {\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "4f037852fef334438610b9b747f62cb3";

export default node;
