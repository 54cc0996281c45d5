/**
 * @generated SignedSource<<373b38aad9e937b838501e41a5955c43>>
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
export type AccountRow_account$data = {
  readonly accountNumber: string | null | undefined;
  readonly address: {
    readonly city: string | null | undefined;
  };
  readonly effectiveStatus: AccountStatus;
  readonly id: string;
  readonly name: string;
  readonly provisioning: {
    readonly expectedBy: string;
    readonly failure: {
      readonly message: string;
      readonly retryable: boolean;
    } | null | undefined;
    readonly overdue: boolean;
  } | null | undefined;
  readonly status: AccountStatus;
  readonly type: AccountType;
  readonly users: {
    readonly totalCount: number;
  };
  readonly viewerPermissions: ReadonlyArray<Permission>;
  readonly " $fragmentSpreads": FragmentRefs<"AccountMenu_account">;
  readonly " $fragmentType": "AccountRow_account";
};
export type AccountRow_account$key = {
  readonly " $data"?: AccountRow_account$data;
  readonly " $fragmentSpreads": FragmentRefs<"AccountRow_account">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "AccountRow_account",
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
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "accountNumber",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "Address",
      "kind": "LinkedField",
      "name": "address",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "city",
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": [
        {
          "kind": "Literal",
          "name": "first",
          "value": 1
        }
      ],
      "concreteType": "UserConnection",
      "kind": "LinkedField",
      "name": "users",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "totalCount",
          "storageKey": null
        }
      ],
      "storageKey": "users(first:1)"
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "Provisioning",
      "kind": "LinkedField",
      "name": "provisioning",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "expectedBy",
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "overdue",
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "concreteType": "ProvisioningFailure",
          "kind": "LinkedField",
          "name": "failure",
          "plural": false,
          "selections": [
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "message",
              "storageKey": null
            },
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "retryable",
              "storageKey": null
            }
          ],
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "viewerPermissions",
      "storageKey": null
    },
    {
      "args": null,
      "kind": "FragmentSpread",
      "name": "AccountMenu_account"
    }
  ],
  "type": "Account",
  "abstractKey": null
};

(node as any).hash = "fe3e08d5bebb77984e2ecea7f052c53f";

export default node;
