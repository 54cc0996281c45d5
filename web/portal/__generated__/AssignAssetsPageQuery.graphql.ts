/**
 * @generated SignedSource<<ae8a8ac8a2ca745aa8040f916f06f293>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type AccountStatus = "ACTIVE" | "CLOSED" | "FAILED" | "PENDING" | "SUSPENDED" | "%future added value";
export type LimitKind = "ASSETS" | "SUB_ACCOUNTS" | "USERS" | "%future added value";
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
export type AssignAssetsPageQuery$variables = {
  id: string;
};
export type AssignAssetsPageQuery$data = {
  readonly account: {
    readonly ancestors: ReadonlyArray<{
      readonly id: string;
      readonly name: string;
      readonly viewerPermissions: ReadonlyArray<Permission>;
    }>;
    readonly effectiveStatus: AccountStatus;
    readonly id: string;
    readonly limits: ReadonlyArray<{
      readonly kind: LimitKind;
      readonly max: number | null | undefined;
      readonly used: number;
    }>;
    readonly name: string;
    readonly viewerPermissions: ReadonlyArray<Permission>;
  } | null | undefined;
};
export type AssignAssetsPageQuery = {
  response: AssignAssetsPageQuery$data;
  variables: AssignAssetsPageQuery$variables;
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
  "name": "name",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
},
v4 = [
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
      (v2/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "effectiveStatus",
        "storageKey": null
      },
      (v3/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "concreteType": "AccountLimit",
        "kind": "LinkedField",
        "name": "limits",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "kind",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "max",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "used",
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
        "name": "ancestors",
        "plural": true,
        "selections": [
          (v1/*:: as any*/),
          (v2/*:: as any*/),
          (v3/*:: as any*/)
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
    "name": "AssignAssetsPageQuery",
    "selections": (v4/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "AssignAssetsPageQuery",
    "selections": (v4/*:: as any*/)
  },
  "params": {
    "cacheID": "293c0878f6bd3ecad751bb333a4e8378",
    "id": null,
    "metadata": {},
    "name": "AssignAssetsPageQuery",
    "operationKind": "query",
    "text": "query AssignAssetsPageQuery(\n  $id: ID!\n) {\n  account(id: $id) {\n    id\n    name\n    effectiveStatus\n    viewerPermissions\n    limits {\n      kind\n      max\n      used\n    }\n    ancestors {\n      id\n      name\n      viewerPermissions\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "410c765e6b595408228a52fd7435483c";

export default node;
