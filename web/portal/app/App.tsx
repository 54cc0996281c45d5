import { Suspense } from 'react';
import { RelayEnvironmentProvider } from 'react-relay';
import { RouterProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { ErrorBoundary, LoadingState } from '../components/states';
import { Toasts } from '../components/Toast';
import { TextProvider } from '../i18n/text';
import { Bar } from './Bar';
import { NotFoundPage } from './NotFoundPage';
import { part } from './part';
import { signInFrom } from './routes';
import { publicEnvironment, sessionEnvironment, useSession } from './session';

const AccountsPage = part(() => import('../pages/accounts/AccountsPage'));
const EditAccountPage = part(() => import('../pages/account/EditAccountPage'));
const MoveAccountPage = part(() => import('../pages/account/MoveAccountPage'));
const CreateCustomerPage = part(() => import('../pages/customers/CreateCustomerPage'));
const ReviewPage = part(() => import('../pages/customers/ReviewPage'));
const AddUsersPage = part(() => import('../pages/users/AddUsersPage'));
const UsersPage = part(() => import('../pages/users/UsersPage'));
const AssignAssetsPage = part(() => import('../pages/assets/AssignAssetsPage'));
const SignInPage = part(() => import('../pages/signin/SignInPage'));
const SignedInPage = part(() => import('../pages/signin/SignedInPage'));
const ForgotPasswordPage = part(() => import('../pages/signin/ForgotPasswordPage'));
const NewPasswordPage = part(() => import('../pages/signin/NewPasswordPage'));
const JoinPage = part(() => import('../pages/signin/JoinPage'));

export function App() {
  const [, navigate] = useLocation();
  return (
    <TextProvider>
      <RouterProvider navigate={navigate}>
        <ErrorBoundary>
          <Suspense fallback={<LoadingState />}>
            <RelayEnvironmentProvider environment={publicEnvironment}>
              <Switch>
                <Route path="/sign-in" component={SignInPage} />
                <Route path="/signed-in" component={SignedInPage} />
                <Route path="/forgot-password" component={ForgotPasswordPage} />
                <Route path="/new-password" component={NewPasswordPage} />
                <Route path="/join" component={JoinPage} />
                <Route component={SignedIn} />
              </Switch>
            </RelayEnvironmentProvider>
          </Suspense>
        </ErrorBoundary>
        <Toasts />
      </RouterProvider>
    </TextProvider>
  );
}

/** The pages for who is signed in; everybody else signs in first and comes back. */
function SignedIn() {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  if (session === null) return <Redirect to={signInFrom(search ? `${path}?${search}` : path)} replace />;
  return (
    <RelayEnvironmentProvider key={session} environment={sessionEnvironment()}>
      <Bar />
      <ErrorBoundary>
        <Suspense fallback={<LoadingState />}>
          <Switch>
            <Route path="/" component={AccountsPage} />
            <Route path="/accounts/:id" component={AccountsPage} />
            <Route path="/accounts/:id/create-customer" component={CreateCustomerPage} />
            <Route path="/reviews/:id" component={ReviewPage} />
            <Route path="/accounts/:id/add-users" component={AddUsersPage} />
            <Route path="/accounts/:id/users" component={UsersPage} />
            <Route path="/accounts/:id/assign-assets" component={AssignAssetsPage} />
            <Route path="/accounts/:id/edit" component={EditAccountPage} />
            <Route path="/accounts/:id/move" component={MoveAccountPage} />
            <Route component={NotFoundPage} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </RelayEnvironmentProvider>
  );
}
