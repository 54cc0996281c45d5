import { useEffect } from 'react';
import { Redirect, useSearch } from 'wouter';
import { returnTo } from '../../app/routes';
import { became, useSession } from '../../app/session';
import { LoadingState } from '../../components/states';

/** Where the identity provider sends the browser back to, with a session. */
export default function SignedInPage() {
  const to = returnTo(useSearch());
  const session = useSession();
  useEffect(() => became(new Date().toISOString()), []);
  return session === null ? <LoadingState /> : <Redirect to={to} replace />;
}
