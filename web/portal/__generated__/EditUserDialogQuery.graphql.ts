/**
 * @generated SignedSource<<642f3120d737272e8b0e808a66c92ffc>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type UserStatus = "ACTIVE" | "DISABLED" | "INVITED" | "%future added value";
export type EditUserDialogQuery$variables = {
  id: string;
};
export type EditUserDialogQuery$data = {
  readonly user: {
    readonly displayName: string;
    readonly email: string;
    readonly familyName: string;
    readonly givenName: string;
    readonly id: string;
    readonly jobTitle: string | null | undefined;
    readonly language: string;
    readonly phone: string | null | undefined;
    readonly status: UserStatus;
    readonly timezone: string;
    readonly updatedAt: string;
  } | null | undefined;
};
export type EditUserDialogQuery = {
  response: EditUserDialogQuery$data;
  variables: EditUserDialogQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "User",
    "kind": "LinkedField",
    "name": "user",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "givenName",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "familyName",
        "storageKey": null
      },
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
        "name": "jobTitle",
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
        "name": "status",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "updatedAt",
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
    "name": "EditUserDialogQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "EditUserDialogQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "fad940246472d79b71123143186d2683",
    "id": null,
    "metadata": {},
    "name": "EditUserDialogQuery",
    "operationKind": "query",
    "text": "query EditUserDialogQuery(\n  $id: ID!\n) {\n  user(id: $id) {\n    id\n    givenName\n    familyName\n    displayName\n    email\n    phone\n    jobTitle\n    language\n    timezone\n    status\n    updatedAt\n  }\n}\n"
  }
};
})();

(node as any).hash = "2df0c3350027d5890fb32632fec86523";

export default node;
