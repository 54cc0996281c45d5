import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { UserFilter } from '../../__generated__/UserListQuery.graphql';
import { roles, type Role } from './people';

/** What a list can be narrowed to by where its people are. */
export const standings = ['ALL', 'ACTIVE', 'INVITED', 'NOT_REACHED', 'DISABLED'] as const;
export type Standing = (typeof standings)[number];

/** Which people are shown, as the address says: ?search=...&standing=...&role=...&own=1. */
export type Shown = { search: string; standing: Standing; role: Role | ''; own: boolean };

export const everybody: Shown = { search: '', standing: 'ALL', role: '', own: false };

/** What the address says, and a way to change it. */
export function useUserFilter() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const shown = useMemo((): Shown => {
    const asked = new URLSearchParams(text);
    return {
      search: asked.get('search') ?? '',
      standing: standings.find((standing) => standing === asked.get('standing')) ?? 'ALL',
      role: roles.find((role) => role === asked.get('role')) ?? '',
      own: asked.has('own'),
    };
  }, [text]);
  const show = useCallback(
    (change: Partial<Shown>) => {
      const next = { ...shown, ...change };
      const said = { ...(next.search && { search: next.search }), ...(next.standing !== 'ALL' && { standing: next.standing }), ...(next.role && { role: next.role }), ...(next.own && { own: '1' }) };
      setParams(new URLSearchParams(said), { replace: true });
    },
    [shown, setParams],
  );
  return [shown, show] as const;
}

/** The same for the API. Who has not been reached has an invitation that failed, ran out or was called off. */
export function filterOf({ search, standing, role }: Shown): UserFilter {
  return {
    search: search || null,
    role: role ? [role] : null,
    status: standing === 'ALL' ? null : standing === 'NOT_REACHED' ? ['INVITED'] : [standing],
    invitation: standing === 'NOT_REACHED' ? ['EXPIRED', 'FAILED', 'REVOKED'] : null,
  };
}

/** Where the same people are downloaded as CSV. */
export function fileOf(accountId: string, shown: Shown) {
  const { search, role, status, invitation } = filterOf(shown);
  const asked = new URLSearchParams({ accountId, includeDescendants: String(!shown.own) });
  if (search) asked.set('search', search);
  if (role) asked.set('role', role.join());
  if (status) asked.set('status', status.join());
  if (invitation) asked.set('invitation', invitation.join());
  return `/files/users.csv?${asked}`;
}
