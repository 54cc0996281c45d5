import type { InvitationStatus, UserStatus } from '../../__generated__/UserListQuery.graphql';

/** What is done to people, one or many. */
export const deeds = ['INVITE', 'REVOKE', 'MOVE', 'DISABLE', 'ENABLE'] as const;
export type Deed = (typeof deeds)[number] | 'ERASE'; // that one by one

/** Somebody whom the viewer may do something to. */
export type Chosen = { id: string; name: string; status: UserStatus; invitation: InvitationStatus | null; isViewer: boolean };

/** Whether a deed is one for somebody where they are. Nobody shuts themselves out. */
export function fits(deed: Deed, { status, invitation, isViewer }: Chosen): boolean {
  switch (deed) {
    case 'INVITE':
      return status === 'INVITED';
    case 'REVOKE':
      return status === 'INVITED' && (invitation === 'QUEUED' || invitation === 'SENT');
    case 'MOVE':
      return true;
    case 'DISABLE':
      return status !== 'DISABLED' && !isViewer;
    case 'ENABLE':
      return status === 'DISABLED';
    case 'ERASE':
      return !isViewer;
  }
}

/** Whether somebody loses by it. */
export const isHarsh = (deed: Deed) => deed === 'DISABLE' || deed === 'ERASE';
