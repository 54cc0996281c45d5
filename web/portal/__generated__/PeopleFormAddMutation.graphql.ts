/**
 * @generated SignedSource<<bb0de3a4511d34e1c046483d13725a1f>>
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
export type PeopleFormAddMutation$variables = {
  input: AddUsersInput;
};
export type PeopleFormAddMutation$data = {
  readonly addUsers: {
    readonly addedCount: number;
    readonly rejected: ReadonlyArray<{
      readonly index: number;
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
export type PeopleFormAddMutation = {
  response: PeopleFormAddMutation$data;
  variables: PeopleFormAddMutation$variables;
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
        "concreteType": "RejectedRow",
        "kind": "LinkedField",
        "name": "rejected",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "index",
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
    "name": "PeopleFormAddMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "PeopleFormAddMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "4c0934bce1eb1a10030fa493e1060e42",
    "id": null,
    "metadata": {},
    "name": "PeopleFormAddMutation",
    "operationKind": "mutation",
    "text": "mutation PeopleFormAddMutation(\n  $input: AddUsersInput!\n) {\n  addUsers(input: $input) {\n    addedCount\n    rejected {\n      index\n      userErrors {\n        path\n        code\n        message\n      }\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "47b9a6d9fbb1bac330374c0e734ccb30";

export default node;
