import { useState } from 'react';
import { graphql } from 'react-relay';
import type { UserDeedDialogDisableMutation } from '../../__generated__/UserDeedDialogDisableMutation.graphql';
import type { UserDeedDialogEnableMutation } from '../../__generated__/UserDeedDialogEnableMutation.graphql';
import type { UserDeedDialogEraseMutation } from '../../__generated__/UserDeedDialogEraseMutation.graphql';
import type { UserDeedDialogInviteMutation } from '../../__generated__/UserDeedDialogInviteMutation.graphql';
import type { UserDeedDialogMoveMutation } from '../../__generated__/UserDeedDialogMoveMutation.graphql';
import type { UserDeedDialogRevokeMutation } from '../../__generated__/UserDeedDialogRevokeMutation.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { AccountBox } from '../../components/AccountBox';
import { Button } from '../../components/Button';
import { ConfirmDialog } from '../../components/Dialog';
import { FormFault } from '../../components/Form';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { fits, isHarsh, type Chosen, type Deed } from './deeds';

/** A deed, and whom it is for. */
export type Asked = { deed: Deed; people: readonly Chosen[] };

const LISTED = 8;

/** Asks before something is done to people, of a move also where to, and does it to all of them or, where it does not go, to nobody and says why for each. */
export function UserDeedDialog({ deed, people, onDone, onClose }: Asked & { onDone: () => void; onClose: () => void }) {
  const t = useText();
  const faultText = useFaultText();
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [told, setTold] = useState<{ asked: readonly Chosen[]; faults: readonly Fault[] } | null>(null);
  const [to, setTo] = useState<string | null>(null); // the account that people move to
  const [act, busy] = useDeed(deed, to);
  const fitting = people.filter((person) => fits(deed, person) && !leftOut.has(person.id));
  const count = fitting.length;
  const name = fitting[0]?.name ?? '';

  async function confirm() {
    const faults = await act(fitting.map(({ id }) => id));
    if (!faults) return;
    setTold({ asked: fitting, faults });
    if (faults.length > 0) return;
    tell(t(`users.done.${deed}`, { count, name }));
    onDone();
    onClose();
  }

  const bad = new Map(told?.faults.flatMap((fault) => (fault.path[0] === 'userIds' && told.asked[Number(fault.path[1])] ? [[told.asked[Number(fault.path[1])]!.id, fault]] : [])));
  const others = told?.faults.filter((fault) => ![...bad.values()].includes(fault)) ?? [];
  const faulty = fitting.filter(({ id }) => bad.has(id));
  const listed = faulty.length > 0 ? faulty : fitting.length > 1 ? fitting : [];
  return (
    <ConfirmDialog
      title={t(`users.ask.${deed}`, { count, name })}
      action={t(`users.deed.${deed}`)}
      danger={isHarsh(deed)}
      busy={busy}
      disabled={count === 0 || faulty.length > 0 || (deed === 'MOVE' && to === null)}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t(`users.askText.${deed}`)}</p>
      {deed === 'MOVE' && (
        <AccountBox
          path="accountId"
          label={t('users.moveTo')}
          needs="ADD_USERS"
          onChoose={(account) => {
            setTo(account.id);
            setTold(null);
          }}
        />
      )}
      {deed !== 'ERASE' && people.length > count && <p className="quiet">{t(`users.leftOut.${deed}`, { count: people.length - count })}</p>}
      {others.length > 0 && <FormFault>{others.map(faultText).join(' ')}</FormFault>}
      {faulty.length > 0 && <FormFault>{t('users.nobodyChanged', { count: faulty.length })}</FormFault>}
      {listed.length > 0 && (
        <ul className="deed-people" tabIndex={0}>
          {listed.slice(0, LISTED).map((person) => (
            <li key={person.id}>
              {person.name}
              {bad.has(person.id) && <span className="field-fault">{faultText(bad.get(person.id)!)}</span>}
            </li>
          ))}
          {listed.length > LISTED && <li className="quiet">{t('users.andMore', { count: listed.length - LISTED })}</li>}
        </ul>
      )}
      {faulty.length > 0 && faulty.length < count && (
        <div>
          <Button
            onPress={() => {
              setLeftOut(new Set([...leftOut, ...bad.keys()]));
              setTold(null);
            }}
          >
            {t('users.leaveOut', { count: faulty.length })}
          </Button>
        </div>
      )}
    </ConfirmDialog>
  );
}

/** What does a deed to people by id, or moves them to an account: it resolves to its faults, or to null when the request failed. */
function useDeed(deed: Deed, accountId: string | null) {
  const [invite, inviting] = useAction<UserDeedDialogInviteMutation>(graphql`
    mutation UserDeedDialogInviteMutation($input: ResendInvitationsInput!) {
      resendInvitations(input: $input) {
        users {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [disable, disabling] = useAction<UserDeedDialogDisableMutation>(graphql`
    mutation UserDeedDialogDisableMutation($input: DisableUsersInput!) {
      disableUsers(input: $input) {
        users {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [enable, enabling] = useAction<UserDeedDialogEnableMutation>(graphql`
    mutation UserDeedDialogEnableMutation($input: EnableUsersInput!) {
      enableUsers(input: $input) {
        users {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [revoke, revoking] = useAction<UserDeedDialogRevokeMutation>(graphql`
    mutation UserDeedDialogRevokeMutation($input: RevokeInvitationsInput!) {
      revokeInvitations(input: $input) {
        users {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [move, moving] = useAction<UserDeedDialogMoveMutation>(graphql`
    mutation UserDeedDialogMoveMutation($input: MoveUsersInput!) {
      moveUsers(input: $input) {
        users {
          ...UserRow_user
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const [erase, erasing] = useAction<UserDeedDialogEraseMutation>(graphql`
    mutation UserDeedDialogEraseMutation($input: EraseUserInput!) {
      eraseUser(input: $input) {
        erasedUserId
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  const acts: Record<Deed, (userIds: string[]) => Promise<readonly Fault[] | null>> = {
    INVITE: async (userIds) => (await invite({ input: { userIds } }))?.resendInvitations.userErrors ?? null,
    REVOKE: async (userIds) => (await revoke({ input: { userIds } }))?.revokeInvitations.userErrors ?? null,
    MOVE: async (userIds) => (await move({ input: { userIds, accountId: accountId! } }))?.moveUsers.userErrors ?? null,
    DISABLE: async (userIds) => (await disable({ input: { userIds } }))?.disableUsers.userErrors ?? null,
    ENABLE: async (userIds) => (await enable({ input: { userIds } }))?.enableUsers.userErrors ?? null,
    ERASE: async ([userId]) => (await erase({ input: { userId: userId! } }))?.eraseUser.userErrors ?? null,
  };
  return [acts[deed], inviting || revoking || moving || disabling || enabling || erasing] as const;
}
