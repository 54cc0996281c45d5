import { startTransition, useState } from 'react';
import { graphql } from 'react-relay';
import type { RolesDialogGrantMutation } from '../../__generated__/RolesDialogGrantMutation.graphql';
import type { RolesDialogQuery, RolesDialogQuery$data } from '../../__generated__/RolesDialogQuery.graphql';
import type { RolesDialogRevokeMutation } from '../../__generated__/RolesDialogRevokeMutation.graphql';
import { useFaultText, type Fault } from '../../app/faults';
import { useAction } from '../../app/useAction';
import { useQuery } from '../../app/useQuery';
import { AccountBox } from '../../components/AccountBox';
import { Button } from '../../components/Button';
import { Dialog, DialogButtons } from '../../components/Dialog';
import { Form, FormFault } from '../../components/Form';
import { Select } from '../../components/Select';
import { tell } from '../../components/Toast';
import { useText } from '../../i18n/text';
import { roles, type Role } from './people';

type Props = { id: string; onDone: () => void; onClose: () => void };

/** A person's roles: each with its account, and a way to take it; below them a role to give, on the person's own account or another one. */
export function RolesDialog({ id, onDone, onClose }: Props) {
  const t = useText();
  const [changes, setChanges] = useState(0);
  const { user } = useQuery<RolesDialogQuery>(
    graphql`
      query RolesDialogQuery($id: ID!) {
        user(id: $id) {
          id
          displayName
          account {
            id
            name
          }
          grants {
            id
            role
            scope
            account {
              name
              viewerPermissions
            }
          }
          ...UserRow_user
        }
      }
    `,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: changes },
  );
  if (!user) return null;
  const changed = (text: string) => {
    tell(text);
    startTransition(() => setChanges(changes + 1));
    onDone();
  };
  return (
    <Dialog title={t('users.rolesTitle', { name: user.displayName })} onClose={onClose} wide>
      {user.grants.length === 0 && <p className="quiet">{t('users.rolesNone')}</p>}
      <ul className="grants">
        {user.grants.map((grant) => (
          <Held key={grant.id} grant={grant} onTaken={() => changed(t('users.roleTaken', { name: user.displayName }))} />
        ))}
      </ul>
      <Give user={user} onGiven={() => changed(t('users.roleGiven', { name: user.displayName }))} />
      <DialogButtons>
        <Button onPress={onClose}>{t('app.close')}</Button>
      </DialogButtons>
    </Dialog>
  );
}

type User = NonNullable<RolesDialogQuery$data['user']>;

/** A role that the person has, and its way out for who may take it. */
function Held({ grant: { id, role, scope, account }, onTaken }: { grant: User['grants'][number]; onTaken: () => void }) {
  const t = useText();
  const faultText = useFaultText();
  const [sure, setSure] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [revoke, busy] = useAction<RolesDialogRevokeMutation>(graphql`
    mutation RolesDialogRevokeMutation($input: RevokeGrantInput!) {
      revokeGrant(input: $input) {
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  async function take() {
    const answer = await revoke({ input: { grantId: id } });
    if (!answer) return;
    setFaults(answer.revokeGrant.userErrors);
    setSure(false);
    if (answer.revokeGrant.userErrors.length === 0) onTaken();
  }
  const where = account?.name ?? t('users.everywhere');
  return (
    <li className="grant">
      <span>
        <b>{t(`users.role.${role as Role}`)}</b> <span className="quiet">{t(scope === 'SUBTREE' ? 'users.roleBelow' : 'users.roleOnly', { where })}</span>
      </span>
      {account?.viewerPermissions.includes('MANAGE_GRANTS') &&
        (sure ? (
          <span className="grant-sure">
            <Button onPress={() => setSure(false)}>{t('app.cancel')}</Button>
            <Button look="danger" autoFocus isPending={busy} onPress={() => void take()}>
              {t('users.roleTakeSure')}
            </Button>
          </span>
        ) : (
          <Button look="bare" aria-label={t('users.roleTakeOf', { role: t(`users.role.${role as Role}`), where })} onPress={() => setSure(true)}>
            {t('users.roleTake')}
          </Button>
        ))}
      {faults.length > 0 && <FormFault>{faults.map(faultText).join(' ')}</FormFault>}
    </li>
  );
}

function Give({ user, onGiven }: { user: User; onGiven: () => void }) {
  const t = useText();
  const [account, setAccount] = useState(user.account?.id ?? null);
  const [role, setRole] = useState<Role>('VIEWER');
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [grant, busy] = useAction<RolesDialogGrantMutation>(graphql`
    mutation RolesDialogGrantMutation($input: GrantRoleInput!) {
      grantRole(input: $input) {
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  async function give() {
    const answer = await grant({ input: { userId: user.id, accountId: account, role } });
    if (!answer) return;
    setFaults(answer.grantRole.userErrors);
    if (answer.grantRole.userErrors.length === 0) onGiven();
  }
  return (
    <Form faults={faults} onSubmit={() => void give()}>
      <h3>{t('users.roleNew')}</h3>
      <div className="edit-fields">
        <Select path="role" label={t('users.role')} options={roles.map((role) => ({ id: role, name: t(`users.role.${role}`) }))} value={role} onChange={setRole} />
        <AccountBox path="accountId" label={t('users.roleOn')} needs="MANAGE_GRANTS" initial={user.account?.name} onChoose={({ id }) => setAccount(id)} />
      </div>
      <p className="quiet">{t(`users.roleHint.${role}`)}</p>
      <div>
        <Button type="submit" look="primary" isPending={busy} isDisabled={account === null}>
          {t('users.roleGive')}
        </Button>
      </div>
    </Form>
  );
}
