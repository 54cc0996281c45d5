import { graphql, useFragment } from 'react-relay';
import type { AccessChanges_change$key } from '../../__generated__/AccessChanges_change.graphql';
import { useText, type Key } from '../../i18n/text';

const SHOWN = 20;

/** Whose access changes with the place of an account, and how: the first of them. */
export function AccessChanges({ title, count, changes }: { title: string; count: number; changes: AccessChanges_change$key }) {
  const t = useText();
  const shown = useFragment(
    graphql`
      fragment AccessChanges_change on AccessChange @relay(plural: true) {
        user {
          displayName
          email
        }
        apiKey {
          name
        }
        before
        after
      }
    `,
    changes,
  ).slice(0, SHOWN);
  if (count === 0) return null;
  const role = (name: string | null | undefined) => t(name ? roles[name]! : 'account.roleNone');
  return (
    <div className="move-changes">
      <p className="field-label">{title}</p>
      <ul className="move-list">
        {shown.map(({ user, apiKey, before, after }, i) => (
          <li key={i}>
            <span>
              {user?.displayName ?? apiKey?.name ?? t('account.somebody')} <span className="quiet">{user?.email}</span>
            </span>
            <span className="quiet">{t('account.roleChange', { before: role(before), after: role(after) })}</span>
          </li>
        ))}
      </ul>
      {count > shown.length && <p className="quiet">{t('account.moreChanges', { count: count - shown.length })}</p>}
    </div>
  );
}

const roles: Record<string, Key> = {
  ADMIN: 'account.roleADMIN',
  ACCOUNT_MANAGER: 'account.roleACCOUNT_MANAGER',
  USER_MANAGER: 'account.roleUSER_MANAGER',
  VIEWER: 'account.roleVIEWER',
};
