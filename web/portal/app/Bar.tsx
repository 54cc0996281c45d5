import './Bar.css';
import { Suspense } from 'react';
import { graphql } from 'react-relay';
import { Link } from 'wouter';
import type { BarQuery } from '../__generated__/BarQuery.graphql';
import { Button } from '../components/Button';
import { PersonIcon } from '../components/icons';
import { Menu, MenuItem } from '../components/Menu';
import { ErrorBoundaryQuietly } from '../components/states';
import { useText } from '../i18n/text';
import { routes } from './routes';
import { signOut } from './session';
import { Switches } from './Switches';
import icon from '../icon.svg';
import { useQuery } from './useQuery';

/** What stands above every page of the signed-in. */
export function Bar() {
  const t = useText();
  return (
    <header className="bar">
      <a href="#main" className="bar-skip">
        {t('app.skip')}
      </a>
      <Link href={routes.accounts} className="bar-brand">
        <img src={icon} alt="" width="24" height="24" />
        <span>Canopy</span>
      </Link>
      <nav aria-label={t('app.pages')}>
        <Link href={routes.accounts} className="bar-page">
          {t('app.customers')}
        </Link>
      </nav>
      <div className="bar-right">
        <Switches />
        <ErrorBoundaryQuietly instead={<WayOut name="" />}>
          <Suspense>
            <Person />
          </Suspense>
        </ErrorBoundaryQuietly>
      </div>
    </header>
  );
}

/** Who is signed in. */
function Person() {
  const t = useText();
  const { viewer } = useQuery<BarQuery>(
    graphql`
      query BarQuery {
        viewer {
          user {
            displayName
            email
          }
        }
      }
    `,
    {},
  );
  return <WayOut name={viewer.user?.displayName ?? t('app.operator')} />;
}

/** What somebody signed in does with the session; it ends, also where nobody knows whose it is. */
function WayOut({ name }: { name: string }) {
  const t = useText();
  return (
    <Menu
      label={t('app.account')}
      button={
        <Button look="bare">
          <PersonIcon />
          <span className="bar-name">{name}</span>
          <span className="only-read">{t('app.account')}</span>
        </Button>
      }
    >
      <MenuItem onAction={() => void signOut()}>{t('app.signOut')}</MenuItem>
    </Menu>
  );
}
