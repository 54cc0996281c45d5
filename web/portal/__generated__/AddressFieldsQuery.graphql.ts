/**
 * @generated SignedSource<<ceb68346380ceb6929916900a4d0c592>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type AddressFieldsQuery$variables = Record<PropertyKey, never>;
export type AddressFieldsQuery$data = {
  readonly countries: ReadonlyArray<{
    readonly addressFields: ReadonlyArray<{
      readonly name: string;
      readonly required: boolean;
    }>;
    readonly code: string;
  }>;
};
export type AddressFieldsQuery = {
  response: AddressFieldsQuery$data;
  variables: AddressFieldsQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "Country",
    "kind": "LinkedField",
    "name": "countries",
    "plural": true,
    "selections": [
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
        "concreteType": "AddressField",
        "kind": "LinkedField",
        "name": "addressFields",
        "plural": true,
        "selections": [
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
            "name": "required",
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
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "AddressFieldsQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "AddressFieldsQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "e9e9f77d3f18a4eca6f4b306e9aaa546",
    "id": null,
    "metadata": {},
    "name": "AddressFieldsQuery",
    "operationKind": "query",
    "text": "query AddressFieldsQuery {\n  countries {\n    code\n    addressFields {\n      name\n      required\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "a0e263c605ba7993a921c02363c028b3";

export default node;
