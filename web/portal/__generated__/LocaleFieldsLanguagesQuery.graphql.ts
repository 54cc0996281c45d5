/**
 * @generated SignedSource<<fd78667d13c4cf79cccdd77dc8dcb90e>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type LocaleFieldsLanguagesQuery$variables = Record<PropertyKey, never>;
export type LocaleFieldsLanguagesQuery$data = {
  readonly languages: ReadonlyArray<{
    readonly nativeName: string;
    readonly tag: string;
  }>;
};
export type LocaleFieldsLanguagesQuery = {
  response: LocaleFieldsLanguagesQuery$data;
  variables: LocaleFieldsLanguagesQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "Language",
    "kind": "LinkedField",
    "name": "languages",
    "plural": true,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "tag",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "nativeName",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "LocaleFieldsLanguagesQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "LocaleFieldsLanguagesQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "d7483729f19b5ca1cb43758b93f8a7d6",
    "id": null,
    "metadata": {},
    "name": "LocaleFieldsLanguagesQuery",
    "operationKind": "query",
    "text": "query LocaleFieldsLanguagesQuery {\n  languages {\n    tag\n    nativeName\n  }\n}\n"
  }
};
})();

(node as any).hash = "57a3d842439529221cefd8928a1d6e75";

export default node;
