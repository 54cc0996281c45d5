/**
 * @generated SignedSource<<4cc4955c0469903513a021084d8c6497>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type ForestPathQuery$variables = {
  id: string;
};
export type ForestPathQuery$data = {
  readonly account: {
    readonly ancestors: ReadonlyArray<{
      readonly id: string;
    }>;
  } | null | undefined;
};
export type ForestPathQuery = {
  response: ForestPathQuery$data;
  variables: ForestPathQuery$variables;
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
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "concreteType": "Account",
  "kind": "LinkedField",
  "name": "ancestors",
  "plural": true,
  "selections": [
    (v2/*:: as any*/)
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "ForestPathQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "ForestPathQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          (v2/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "83a62234475d2b8e8e3f5cc196c89e31",
    "id": null,
    "metadata": {},
    "name": "ForestPathQuery",
    "operationKind": "query",
    "text": "query ForestPathQuery(\n  $id: ID!\n) {\n  account(id: $id) {\n    ancestors {\n      id\n    }\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "54a1d7d37844a0fb9de6d50cd8533cde";

export default node;
