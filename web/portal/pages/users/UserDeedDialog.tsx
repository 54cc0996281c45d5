import { useState } from 'react';
import { graphql } from 'react-relay';
import type { UserDeedDialogDisableMutation } from '../../__generated__/UserDeedDialogDisableMutation.graphql';
import type { UserDeedDialogEnableMutation } from '../../__generated__/UserDeedDialogEnableMutation.graphql';
import type { UserDeedDialogInviteMutation } from '../../__generated__/UserDeedDialogInviteMutation.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { Button } from '../../components/Button';
import { ConfirmDialog } from '../../components/Dialog';
import { FormFault } from '../../components/Form';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { fits, type Chosen, type Deed } from './deeds';

/** A deed, and whom it is for. */
export type Asked = { deed: Deed; people: readonly Chosen[] };

const LISTED = 8;

/** Asks before people are invited again, disabled or enabled, and does it to all of them or, where it does not go, to nobody and says why for each. */
export function UserDeedDialog({ deed, people, onDone, onClose }: Asked & { onDone: () => void; onClose: () => void }) {
  const t = useText();
  const faultText = useFaultText();
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [told, setTold] = useState<{ asked: readonly Chosen[]; faults: readonly Fault[] } | null>(null);
  const [act, busy] = useDeed(deed);
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
      danger={deed === 'DISABLE'}
      busy={busy}
      disabled={count === 0 || faulty.length > 0}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t(`users.askText.${deed}`)}</p>
      {people.length > count && <p className="quiet">{t(`users.leftOut.${deed}`, { count: people.length - count })}</p>}
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

/** What does a deed to people by id: it resolves to its faults, or to null when the request failed. */
function useDeed(deed: Deed) {
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
  const acts: Record<Deed, (userIds: string[]) => Promise<readonly Fault[] | null>> = {
    INVITE: async (userIds) => (await invite({ input: { userIds } }))?.resendInvitations.userErrors ?? null,
    DISABLE: async (userIds) => (await disable({ input: { userIds } }))?.disableUsers.userErrors ?? null,
    ENABLE: async (userIds) => (await enable({ input: { userIds } }))?.enableUsers.userErrors ?? null,
  };
  return [acts[deed], inviting || disabling || enabling] as const;
}
