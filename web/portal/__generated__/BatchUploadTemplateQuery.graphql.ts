/**
 * @generated SignedSource<<5254c21f24695717b52df819a186bc74>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type BatchUploadTemplateQuery$variables = Record<PropertyKey, never>;
export type BatchUploadTemplateQuery$data = {
  readonly userCsvTemplate: string;
};
export type BatchUploadTemplateQuery = {
  response: BatchUploadTemplateQuery$data;
  variables: BatchUploadTemplateQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "userCsvTemplate",
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "BatchUploadTemplateQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "BatchUploadTemplateQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "d8dbd53b0c2e485da00420dbb024c514",
    "id": null,
    "metadata": {},
    "name": "BatchUploadTemplateQuery",
    "operationKind": "query",
    "text": "query BatchUploadTemplateQuery {\n  userCsvTemplate\n}\n"
  }
};
})();

(node as any).hash = "b9ed4c48dc52bf5062984d1eb2de3acd";

export default node;
