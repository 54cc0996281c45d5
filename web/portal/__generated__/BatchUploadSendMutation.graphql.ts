/**
 * @generated SignedSource<<bbc92f946a50054ee81af78cbe1b9d3b>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type BulkErrorPolicy = "REJECT_ALL" | "REJECT_FAILED_ROWS" | "%future added value";
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type ImportUsersInput = {
  accountId: string;
  csv: null;
  idempotencyKey?: string | null | undefined;
  language?: string | null | undefined;
  onError?: BulkErrorPolicy;
  timezone?: string | null | undefined;
};
export type BatchUploadSendMutation$variables = {
  input: ImportUsersInput;
};
export type BatchUploadSendMutation$data = {
  readonly importUsers: {
    readonly import: {
      readonly id: string;
    } | null | undefined;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type BatchUploadSendMutation = {
  response: BatchUploadSendMutation$data;
  variables: BatchUploadSendMutation$variables;
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
    "concreteType": "ImportUsersPayload",
    "kind": "LinkedField",
    "name": "importUsers",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "UserImport",
        "kind": "LinkedField",
        "name": "import",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
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
    "name": "BatchUploadSendMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "BatchUploadSendMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "c9566c5ac7e234cf3e32474ff0ed84ac",
    "id": null,
    "metadata": {},
    "name": "BatchUploadSendMutation",
    "operationKind": "mutation",
    "text": "mutation BatchUploadSendMutation(\n  $input: ImportUsersInput!\n) {\n  importUsers(input: $input) {\n    import {\n      id\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "2c98aace4150ba2fb4197e81c8c82235";

export default node;
