/**
 * @generated SignedSource<<dff9913d9ce6a755ee4b68f4c091ad71>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type AccountStatus = "ACTIVE" | "CLOSED" | "FAILED" | "PENDING" | "SUSPENDED" | "%future added value";
export type AccountType = "END_CUSTOMER" | "RESELLER" | "SUB_DIVISION" | "%future added value";
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
export type EditAccountPageQuery$variables = {
  id: string;
};
export type EditAccountPageQuery$data = {
  readonly account: {
    readonly address: {
      readonly city: string | null | undefined;
      readonly country: string;
      readonly dependentLocality: string | null | undefined;
      readonly postalCode: string | null | undefined;
      readonly region: string | null | undefined;
      readonly street: ReadonlyArray<string>;
    };
    readonly effectiveLanguage: string | null | undefined;
    readonly effectiveStatus: AccountStatus;
    readonly effectiveTimezone: string | null | undefined;
    readonly externalReference: string | null | undefined;
    readonly id: string;
    readonly language: string | null | undefined;
    readonly name: string;
    readonly notificationContact: {
      readonly displayName: string;
      readonly email: string;
      readonly id: string;
    } | null | undefined;
    readonly parent: {
      readonly id: string;
      readonly viewerPermissions: ReadonlyArray<Permission>;
    } | null | undefined;
    readonly phone: string | null | undefined;
    readonly timezone: string | null | undefined;
    readonly type: AccountType;
    readonly updatedAt: string;
    readonly viewerPermissions: ReadonlyArray<Permission>;
  } | null | undefined;
};
export type EditAccountPageQuery = {
  response: EditAccountPageQuery$data;
  variables: EditAccountPageQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
},
v3 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "Account",
    "kind": "LinkedField",
    "name": "account",
    "plural": false,
    "selections": [
      (v1/*:: as any*/),
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
        "name": "effectiveStatus",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "updatedAt",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "phone",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "language",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "timezone",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "effectiveLanguage",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "effectiveTimezone",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "externalReference",
        "storageKey": null
      },
      (v2/*:: as any*/),
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
            "name": "street",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "dependentLocality",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "city",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "region",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "postalCode",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "country",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "User",
        "kind": "LinkedField",
        "name": "notificationContact",
        "plural": false,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "displayName",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "email",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "parent",
        "plural": false,
        "selections": [
          (v1/*:: as any*/),
          (v2/*:: as any*/)
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
    "name": "EditAccountPageQuery",
    "selections": (v3/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "EditAccountPageQuery",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "d17b668be0dd5fbd9bdb42a4f76529fd",
    "id": null,
    "metadata": {},
    "name": "EditAccountPageQuery",
    "operationKind": "query",
    "text": "query EditAccountPageQuery(\n  $id: ID!\n) {\n  account(id: $id) {\n    id\n    name\n    type\n    effectiveStatus\n    updatedAt\n    phone\n    language\n    timezone\n    effectiveLanguage\n    effectiveTimezone\n    externalReference\n    viewerPermissions\n    address {\n      street\n      dependentLocality\n      city\n      region\n      postalCode\n      country\n    }\n    notificationContact {\n      id\n      displayName\n      email\n    }\n    parent {\n      id\n      viewerPermissions\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "3c190bcf68633a8821e31274b074a3a3";

export default node;
