/**
 * @generated SignedSource<<aaddfefad69da0a7743a8fa9b3f8216f>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type InvitationStatus = "ACCEPTED" | "EXPIRED" | "FAILED" | "QUEUED" | "REVOKED" | "SENT" | "%future added value";
export type Role = "ACCOUNT_MANAGER" | "ADMIN" | "USER_MANAGER" | "VIEWER" | "%future added value";
export type UserStatus = "ACTIVE" | "DISABLED" | "INVITED" | "%future added value";
export type UserFilter = {
  invitation?: ReadonlyArray<InvitationStatus> | null | undefined;
  language?: string | null | undefined;
  role?: ReadonlyArray<Role> | null | undefined;
  search?: string | null | undefined;
  status?: ReadonlyArray<UserStatus> | null | undefined;
  timezone?: string | null | undefined;
};
export type UserFiltersQuery$variables = {
  active: UserFilter;
  all: UserFilter;
  below: boolean;
  disabled: UserFilter;
  id: string;
  invited: UserFilter;
  notReached: UserFilter;
};
export type UserFiltersQuery$data = {
  readonly account: {
    readonly ACTIVE: {
      readonly totalCount: number;
    };
    readonly ALL: {
      readonly totalCount: number;
    };
    readonly DISABLED: {
      readonly totalCount: number;
    };
    readonly INVITED: {
      readonly totalCount: number;
    };
    readonly NOT_REACHED: {
      readonly totalCount: number;
    };
  } | null | undefined;
};
export type UserFiltersQuery = {
  response: UserFiltersQuery$data;
  variables: UserFiltersQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "active"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "all"
},
v2 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "below"
},
v3 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "disabled"
},
v4 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "id"
},
v5 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "invited"
},
v6 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "notReached"
},
v7 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
],
v8 = {
  "kind": "Literal",
  "name": "first",
  "value": 1
},
v9 = {
  "kind": "Variable",
  "name": "includeDescendants",
  "variableName": "below"
},
v10 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "totalCount",
    "storageKey": null
  }
],
v11 = {
  "alias": "ALL",
  "args": [
    {
      "kind": "Variable",
      "name": "filter",
      "variableName": "all"
    },
    (v8/*:: as any*/),
    (v9/*:: as any*/)
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v10/*:: as any*/),
  "storageKey": null
},
v12 = {
  "alias": "ACTIVE",
  "args": [
    {
      "kind": "Variable",
      "name": "filter",
      "variableName": "active"
    },
    (v8/*:: as any*/),
    (v9/*:: as any*/)
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v10/*:: as any*/),
  "storageKey": null
},
v13 = {
  "alias": "INVITED",
  "args": [
    {
      "kind": "Variable",
      "name": "filter",
      "variableName": "invited"
    },
    (v8/*:: as any*/),
    (v9/*:: as any*/)
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v10/*:: as any*/),
  "storageKey": null
},
v14 = {
  "alias": "NOT_REACHED",
  "args": [
    {
      "kind": "Variable",
      "name": "filter",
      "variableName": "notReached"
    },
    (v8/*:: as any*/),
    (v9/*:: as any*/)
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v10/*:: as any*/),
  "storageKey": null
},
v15 = {
  "alias": "DISABLED",
  "args": [
    {
      "kind": "Variable",
      "name": "filter",
      "variableName": "disabled"
    },
    (v8/*:: as any*/),
    (v9/*:: as any*/)
  ],
  "concreteType": "UserConnection",
  "kind": "LinkedField",
  "name": "users",
  "plural": false,
  "selections": (v10/*:: as any*/),
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/),
      (v2/*:: as any*/),
      (v3/*:: as any*/),
      (v4/*:: as any*/),
      (v5/*:: as any*/),
      (v6/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "UserFiltersQuery",
    "selections": [
      {
        "alias": null,
        "args": (v7/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v11/*:: as any*/),
          (v12/*:: as any*/),
          (v13/*:: as any*/),
          (v14/*:: as any*/),
          (v15/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v4/*:: as any*/),
      (v2/*:: as any*/),
      (v1/*:: as any*/),
      (v0/*:: as any*/),
      (v5/*:: as any*/),
      (v6/*:: as any*/),
      (v3/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "UserFiltersQuery",
    "selections": [
      {
        "alias": null,
        "args": (v7/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v11/*:: as any*/),
          (v12/*:: as any*/),
          (v13/*:: as any*/),
          (v14/*:: as any*/),
          (v15/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "cdbf2ebcc246658f12093c90a1d837a4",
    "id": null,
    "metadata": {},
    "name": "UserFiltersQuery",
    "operationKind": "query",
    "text": "query UserFiltersQuery(\n  $id: ID!\n  $below: Boolean!\n  $all: UserFilter!\n  $active: UserFilter!\n  $invited: UserFilter!\n  $notReached: UserFilter!\n  $disabled: UserFilter!\n) {\n  account(id: $id) {\n    ALL: users(first: 1, includeDescendants: $below, filter: $all) {\n      totalCount\n    }\n    ACTIVE: users(first: 1, includeDescendants: $below, filter: $active) {\n      totalCount\n    }\n    INVITED: users(first: 1, includeDescendants: $below, filter: $invited) {\n      totalCount\n    }\n    NOT_REACHED: users(first: 1, includeDescendants: $below, filter: $notReached) {\n      totalCount\n    }\n    DISABLED: users(first: 1, includeDescendants: $below, filter: $disabled) {\n      totalCount\n    }\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "3cee6674701e9436371cbca2d5fe4ed4";

export default node;
