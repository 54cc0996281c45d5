import { lazy, Suspense } from 'react';
import { RelayEnvironmentProvider } from 'react-relay';
import { RouterProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { ErrorBoundary, LoadingState } from '../components/states';
import { Toasts } from '../components/Toast';
import { TextProvider } from '../i18n/text';
import { Bar } from './Bar';
import { NotFoundPage } from './NotFoundPage';
import { signInFrom } from './routes';
import { publicEnvironment, sessionEnvironment, useSession } from './session';

const AccountsPage = lazy(() => import('../pages/accounts/AccountsPage'));
const EditAccountPage = lazy(() => import('../pages/account/EditAccountPage'));
const MoveAccountPage = lazy(() => import('../pages/account/MoveAccountPage'));
const CreateCustomerPage = lazy(() => import('../pages/customers/CreateCustomerPage'));
const ReviewPage = lazy(() => import('../pages/customers/ReviewPage'));
const AddUsersPage = lazy(() => import('../pages/users/AddUsersPage'));
const UsersPage = lazy(() => import('../pages/users/UsersPage'));
const AssignAssetsPage = lazy(() => import('../pages/assets/AssignAssetsPage'));
const SignInPage = lazy(() => import('../pages/signin/SignInPage'));
const SignedInPage = lazy(() => import('../pages/signin/SignedInPage'));
const ForgotPasswordPage = lazy(() => import('../pages/signin/ForgotPasswordPage'));
const NewPasswordPage = lazy(() => import('../pages/signin/NewPasswordPage'));
const JoinPage = lazy(() => import('../pages/signin/JoinPage'));

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
