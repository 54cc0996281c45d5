/** Where each page is. The pages themselves are named in App.tsx. */
export const routes = {
  accounts: '/',
  account: (id: string) => `/accounts/${id}`,
  createCustomer: (id: string) => `/accounts/${id}/create-customer`,
  review: (id: string) => `/reviews/${id}`,
  addUsers: (id: string) => `/accounts/${id}/add-users`,
  users: (id: string) => `/accounts/${id}/users`,
  assignAssets: (id: string) => `/accounts/${id}/assign-assets`,
  editAccount: (id: string) => `/accounts/${id}/edit`,
  moveAccount: (id: string) => `/accounts/${id}/move`,
  signIn: '/sign-in',
  forgotPassword: '/forgot-password',
};

/** The page to sign in at, from where one comes back to path. */
export const signInFrom = (path: string) => (path === routes.accounts ? routes.signIn : `${routes.signIn}?returnTo=${encodeURIComponent(path)}`);

/** Where to go after signing in: the path that the address names, never another server's. */
export function returnTo(search: string) {
  const path = new URLSearchParams(search).get('returnTo') ?? '';
  return /^\/(?![/\\])/.test(path) ? path : routes.accounts;
}
