/**
 * @generated SignedSource<<e55b279cdd11cd4a2af424361af8771b>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderInlineDataFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type Forest_page$data = {
  readonly nodes: ReadonlyArray<{
    readonly hasSubAccounts: boolean;
    readonly id: string;
    readonly " $fragmentSpreads": FragmentRefs<"AccountRow_account">;
  }>;
  readonly pageInfo: {
    readonly endCursor: string | null | undefined;
    readonly hasNextPage: boolean;
  };
  readonly totalCount?: number;
  readonly " $fragmentType": "Forest_page";
};
export type Forest_page$key = {
  readonly " $data"?: Forest_page$data;
  readonly " $fragmentSpreads": FragmentRefs<"Forest_page">;
};

const node: ReaderInlineDataFragment = {
  "kind": "InlineDataFragment",
  "name": "Forest_page"
};

(node as any).hash = "f520f812729b2e711c97aba74625d3b0";

export default node;
