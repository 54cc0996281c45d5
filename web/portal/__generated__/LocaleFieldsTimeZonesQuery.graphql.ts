/**
 * @generated SignedSource<<73a13889eed03a62545a702c6176379e>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type LocaleFieldsTimeZonesQuery$variables = Record<PropertyKey, never>;
export type LocaleFieldsTimeZonesQuery$data = {
  readonly timeZones: ReadonlyArray<{
    readonly name: string;
    readonly utcOffset: string;
  }>;
};
export type LocaleFieldsTimeZonesQuery = {
  response: LocaleFieldsTimeZonesQuery$data;
  variables: LocaleFieldsTimeZonesQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "TimeZoneInfo",
    "kind": "LinkedField",
    "name": "timeZones",
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
        "name": "utcOffset",
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
    "name": "LocaleFieldsTimeZonesQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "LocaleFieldsTimeZonesQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "976bfbd95fd56e275071a3cc2ee9eaf8",
    "id": null,
    "metadata": {},
    "name": "LocaleFieldsTimeZonesQuery",
    "operationKind": "query",
    "text": "query LocaleFieldsTimeZonesQuery {\n  timeZones {\n    name\n    utcOffset\n  }\n}\n"
  }
};
})();

(node as any).hash = "df668b053c7e32c8b007f2589657ba5e";

export default node;
