import type { UserStatus } from '../../__generated__/UserListQuery.graphql';

/** What is done to people, one or many. */
export const deeds = ['INVITE', 'DISABLE', 'ENABLE'] as const;
export type Deed = (typeof deeds)[number];

/** Somebody whom the viewer may do something to. */
export type Chosen = { id: string; name: string; status: UserStatus };

/** Whether a deed is one for somebody where they are. */
export function fits(deed: Deed, { status }: { status: UserStatus }) {
  if (deed === 'INVITE') return status === 'INVITED';
  return deed === 'DISABLE' ? status !== 'DISABLED' : status === 'DISABLED';
}
