/** The API's roles, the least first. */
export const roles = ['VIEWER', 'USER_MANAGER', 'ACCOUNT_MANAGER', 'ADMIN'] as const;
export type Role = (typeof roles)[number];
