/**
 * @generated SignedSource<<e9eb19f820fba247a65492c2d88583e3>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type AccountStatus = "ACTIVE" | "CLOSED" | "FAILED" | "PENDING" | "SUSPENDED" | "%future added value";
export type AccountType = "END_CUSTOMER" | "RESELLER" | "SUB_DIVISION" | "%future added value";
export type Permission = "ADD_USERS" | "APPROVE_REVIEW" | "ASSIGN_ASSETS" | "CHANGE_STATUS" | "CREATE_CUSTOMER" | "EDIT_ACCOUNT" | "EDIT_USERS" | "MANAGE_API_KEYS" | "MANAGE_GRANTS" | "MANAGE_WEBHOOKS" | "MOVE_ACCOUNT" | "RETRY_PROVISIONING" | "VIEW" | "VIEW_EVENTS" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type AccountMenu_account$data = {
  readonly effectiveStatus: AccountStatus;
  readonly id: string;
  readonly name: string;
  readonly parent: {
    readonly viewerPermissions: ReadonlyArray<Permission>;
  } | null | undefined;
  readonly status: AccountStatus;
  readonly type: AccountType;
  readonly viewerPermissions: ReadonlyArray<Permission>;
  readonly " $fragmentType": "AccountMenu_account";
};
export type AccountMenu_account$key = {
  readonly " $data"?: AccountMenu_account$data;
  readonly " $fragmentSpreads": FragmentRefs<"AccountMenu_account">;
};

const node: ReaderFragment = (function(){
var v0 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "viewerPermissions",
  "storageKey": null
};
return {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "AccountMenu_account",
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
      "name": "name",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "type",
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
      "name": "effectiveStatus",
      "storageKey": null
    },
    (v0/*:: as any*/),
    {
      "alias": null,
      "args": null,
      "concreteType": "Account",
      "kind": "LinkedField",
      "name": "parent",
      "plural": false,
      "selections": [
        (v0/*:: as any*/)
      ],
      "storageKey": null
    }
  ],
  "type": "Account",
  "abstractKey": null
};
})();

(node as any).hash = "12219b9483306c4b8fc9169c5ef91cfc";

export default node;
