/**
 * @generated SignedSource<<e679f81c52274dd28499a21d6c64e374>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type CustomerType = "END_CUSTOMER" | "SUB_DIVISION" | "%future added value";
export type ErrorCode = "ALREADY_ASSIGNED" | "CANNOT_GRANT" | "CONFLICT" | "CYCLE" | "DUPLICATE_IN_REQUEST" | "EXACT_DUPLICATE_EXISTS" | "FORBIDDEN" | "HAS_OPEN_CHILDREN" | "IDEMPOTENCY_KEY_REUSED" | "INVALID" | "LAST_ADMIN" | "LIMIT_EXCEEDED" | "NOT_ACTIVE" | "NOT_FOUND" | "PARENT_CLOSED" | "REQUIRED" | "REVIEW_NOT_OPEN" | "REVIEW_STALE" | "TAKEN" | "TOO_LONG" | "TYPE_NOT_ALLOWED" | "%future added value";
export type CreateCustomerInput = {
  address: AddressInput;
  externalReference?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  language?: string | null | undefined;
  name: string;
  notificationContactId: string;
  parentId: string;
  phone?: string | null | undefined;
  timezone?: string | null | undefined;
  type: CustomerType;
};
export type AddressInput = {
  city?: string | null | undefined;
  country: string;
  dependentLocality?: string | null | undefined;
  postalCode?: string | null | undefined;
  region?: string | null | undefined;
  street?: ReadonlyArray<string> | null | undefined;
};
export type CreateCustomerPageMutation$variables = {
  input: CreateCustomerInput;
};
export type CreateCustomerPageMutation$data = {
  readonly createCustomer: {
    readonly review: {
      readonly id: string;
    } | null | undefined;
    readonly userErrors: ReadonlyArray<{
      readonly code: ErrorCode;
      readonly message: string;
      readonly path: ReadonlyArray<string>;
    }>;
  };
};
export type CreateCustomerPageMutation = {
  response: CreateCustomerPageMutation$data;
  variables: CreateCustomerPageMutation$variables;
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
    "concreteType": "CreateCustomerPayload",
    "kind": "LinkedField",
    "name": "createCustomer",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Review",
        "kind": "LinkedField",
        "name": "review",
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
    "name": "CreateCustomerPageMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "CreateCustomerPageMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "9f7502e975679a63e5cc5e44c910cf9c",
    "id": null,
    "metadata": {},
    "name": "CreateCustomerPageMutation",
    "operationKind": "mutation",
    "text": "mutation CreateCustomerPageMutation(\n  $input: CreateCustomerInput!\n) {\n  createCustomer(input: $input) {\n    review {\n      id\n    }\n    userErrors {\n      path\n      code\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "e9062ad16bfbe60b8d8ba691b6de6f22";

export default node;
