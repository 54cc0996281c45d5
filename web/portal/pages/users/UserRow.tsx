import type { ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import { Link } from 'wouter';
import type { UserRow_user$data, UserRow_user$key } from '../../__generated__/UserRow_user.graphql';
import { routes } from '../../app/routes';
import { IconButton } from '../../components/Button';
import { DotsIcon } from '../../components/icons';
import { Mark } from '../../components/Mark';
import { Menu, MenuItem, MenuLine } from '../../components/Menu';
import { useLanguage, useText } from '../../i18n/text';
import { fits, isHarsh, type Chosen, type Deed } from './deeds';
import { roles } from './people';

type Props = {
  user: UserRow_user$key;
  person: Chosen;
  showAccount: boolean;
  ticked: boolean;
  tick: ReactNode;
  onDeed: ((deed: Deed) => void) | null; // null: the viewer may only look
  onEdit: () => void;
  onRoles: (() => void) | null; // null: the viewer may not give any
};

/** A person in the list. */
export function UserRow({ user: key, person, showAccount, ticked, tick, onDeed, onEdit, onRoles }: Props) {
  const t = useText();
  const language = useLanguage();
  const user = useFragment(
    graphql`
      fragment UserRow_user on User {
        displayName
        email
        unconfirmedEmail
        jobTitle
        language
        timezone
        status
        invitation {
          status
          sentAt
          expiresAt
          failure
        }
        account {
          id
          name
        }
        grants {
          role
          account {
            id
          }
        }
      }
    `,
    key,
  );
  const own = user.grants.filter(({ account }) => account && account.id === user.account?.id);
  const role = roles.findLast((role) => own.some((grant) => grant.role === role));
  const item = (deed: Deed) =>
    fits(deed, person) && (
      <MenuItem key={deed} danger={isHarsh(deed)} onAction={() => onDeed?.(deed)}>
        {t(`users.deed.${deed}`)}
      </MenuItem>
    );
  return (
    <tr data-ticked={ticked}>
      <td className="users-tick">{tick}</td>
      <th scope="row" className="users-name">
        <span className="users-first">{user.displayName}</span>
        <span className="users-second" title={user.email}>
          {user.email}
          {user.unconfirmedEmail && ` → ${t('users.unconfirmed', { email: user.unconfirmedEmail })}`}
        </span>
      </th>
      {showAccount && (
        <td className="users-account">
          {user.account && (
            <Link href={routes.account(user.account.id)} title={user.account.name}>
              {user.account.name}
            </Link>
          )}
        </td>
      )}
      <td className="users-role">
        <span className="users-first">{role ? t(`users.role.${role}`) : t('users.roleNone')}</span>
        <span className="users-second">{user.jobTitle}</span>
      </td>
      <td className="users-locale">
        <span className="users-first">{new Intl.DisplayNames(language, { type: 'language' }).of(user.language)}</span>
        <span className="users-second">{user.timezone.replaceAll('_', ' ')}</span>
      </td>
      <td className="users-status">
        <Standing user={user} />
      </td>
      <td className="users-options">
        {onDeed && (
          <Menu
            label={t('users.optionsOf', { name: user.displayName })}
            button={
              <IconButton label={t('users.optionsOf', { name: user.displayName })}>
                <DotsIcon />
              </IconButton>
            }
          >
            <MenuItem onAction={onEdit}>{t('users.edit')}</MenuItem>
            {onRoles && <MenuItem onAction={onRoles}>{t('users.roles')}</MenuItem>}
            {(['MOVE', 'INVITE', 'REVOKE'] as const).map(item)}
            <MenuLine />
            {(['ENABLE', 'DISABLE', 'ERASE'] as const).map(item)}
          </Menu>
        )}
      </td>
    </tr>
  );
}

/** Where somebody is; of the invited, where their invitation is. */
function Standing({ user: { status, invitation } }: { user: UserRow_user$data }) {
  const t = useText();
  const language = useLanguage();
  const time = (at: string) => new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  if (status === 'ACTIVE') return <Mark tone="green">{t('users.standing.ACTIVE')}</Mark>;
  if (status === 'DISABLED') return <Mark tone="grey">{t('users.standing.DISABLED')}</Mark>;
  const bad = invitation?.status === 'EXPIRED' || invitation?.status === 'FAILED' || invitation?.status === 'REVOKED';
  return (
    <>
      <Mark tone={bad ? 'red' : 'amber'} icon={bad ? 'warn' : 'clock'} title={invitation?.failure ?? undefined}>
        {t(`users.invitation.${bad ? (invitation.status as 'FAILED') : 'SENT'}`)}
      </Mark>
      <span className="users-second">
        {invitation?.status === 'QUEUED' && t('users.invitationQueued')}
        {invitation?.status === 'SENT' && invitation.sentAt && t('users.invitationSent', { time: time(invitation.sentAt) })}
        {invitation?.status === 'FAILED' && invitation.failure}
        {invitation?.status === 'EXPIRED' && invitation.expiresAt && time(invitation.expiresAt)}
      </span>
    </>
  );
}
