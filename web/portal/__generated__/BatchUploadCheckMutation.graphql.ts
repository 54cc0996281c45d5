/**
 * @generated SignedSource<<91089e031afb36dcd7c42a7be7407a3f>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type BulkErrorPolicy = "REJECT_ALL" | "REJECT_FAILED_ROWS" | "%future added value";
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type Role = "ACCOUNT_MANAGER" | "ADMIN" | "USER_MANAGER" | "VIEWER" | "%future added value";
export type AddUsersInput = {
  accountId: string;
  csv?: null | null | undefined;
  dryRun?: boolean;
  idempotencyKey?: string | null | undefined;
  language?: string | null | undefined;
  onError?: BulkErrorPolicy;
  timezone?: string | null | undefined;
  users?: ReadonlyArray<NewUserInput> | null | undefined;
};
export type NewUserInput = {
  email: string;
  familyName: string;
  givenName: string;
  jobTitle?: string | null | undefined;
  language?: string | null | undefined;
  phone?: string | null | undefined;
  role?: Role | null | undefined;
  timezone?: string | null | undefined;
};
export type BatchUploadCheckMutation$variables = {
  input: AddUsersInput;
};
export type BatchUploadCheckMutation$data = {
  readonly addUsers: {
    readonly addedCount: number;
    readonly encoding: string | null | undefined;
    readonly rejected: ReadonlyArray<{
      readonly line: number | null | undefined;
      readonly userErrors: ReadonlyArray<{
        readonly code: ErrorCode;
        readonly message: string;
        readonly path: ReadonlyArray<string>;
      }>;
    }>;
    readonly rejectedCsv: string | null | undefined;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type BatchUploadCheckMutation = {
  response: BatchUploadCheckMutation$data;
  variables: BatchUploadCheckMutation$variables;
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
    "concreteType": "AddUsersPayload",
    "kind": "LinkedField",
    "name": "addUsers",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "addedCount",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "encoding",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "RejectedRow",
        "kind": "LinkedField",
        "name": "rejected",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "line",
            "storageKey": null
          },
          (v1/*:: as any*/)
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "rejectedCsv",
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
    "name": "BatchUploadCheckMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "BatchUploadCheckMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "ba9884cf2b0498482dbd7ab4bd8961e6",
    "id": null,
    "metadata": {},
    "name": "BatchUploadCheckMutation",
    "operationKind": "mutation",
    "text": "mutation BatchUploadCheckMutation(\n  $input: AddUsersInput!\n) {\n  addUsers(input: $input) {\n    addedCount\n    encoding\n    rejected {\n      line\n      userErrors {\n        path\n        code\n        message\n      }\n    }\n    rejectedCsv\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "fdd99673cf60ad213b7ef441f9fad24b";

export default node;
