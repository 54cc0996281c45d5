/**
 * @generated SignedSource<<d882ba71c2d25056ed81315947479537>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type AssetText_asset$data = {
  readonly externalReference: string | null | undefined;
  readonly kind: string;
  readonly location: string | null | undefined;
  readonly name: string;
  readonly serialNumber: string | null | undefined;
  readonly " $fragmentType": "AssetText_asset";
};
export type AssetText_asset$key = {
  readonly " $data"?: AssetText_asset$data;
  readonly " $fragmentSpreads": FragmentRefs<"AssetText_asset">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "AssetText_asset",
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
      "name": "kind",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "serialNumber",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "location",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "externalReference",
      "storageKey": null
    }
  ],
  "type": "Asset",
  "abstractKey": null
};

(node as any).hash = "4359629059ba2b65adf531ace5871157";

export default node;
