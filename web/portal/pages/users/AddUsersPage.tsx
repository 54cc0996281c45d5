import './users.css';
import { graphql } from 'react-relay';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useLocation, useParams, useSearchParams } from 'wouter';
import type { AddUsersPageQuery } from '../../__generated__/AddUsersPageQuery.graphql';
import { routes } from '../../app/routes';
import { useQuery } from '../../app/useQuery';
import { LinkButton } from '../../components/Button';
import { Page } from '../../components/Page';
import { EmptyState } from '../../components/states';
import { useText } from '../../i18n/text';
import { AccountLine } from './AccountLine';
import { BatchUpload } from './BatchUpload';
import { ImportProgress } from './ImportProgress';
import { PeopleForm } from './PeopleForm';

/** Add User(s): in a form, or by a file; the address names an import that is under way. */
export default function AddUsersPage() {
  const t = useText();
  const { id = '' } = useParams();
  return (
    <Page title={t('users.addTitle')} subtitle={<AccountLine id={id} page="add" />} back={{ to: routes.users(id), text: t('users.title') }}>
      <AddUsers key={id} id={id} />
    </Page>
  );
}

function AddUsers({ id }: { id: string }) {
  const t = useText();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const { viewer, account, languages, timeZones } = useQuery<AddUsersPageQuery>(
    graphql`
      query AddUsersPageQuery($id: ID!) {
        viewer {
          user {
            id
          }
        }
        account(id: $id) {
          effectiveStatus
          effectiveLanguage
          effectiveTimezone
          viewerPermissions
        }
        languages {
          tag
        }
        timeZones {
          name
        }
      }
    `,
    { id },
  );
  if (!account) return <EmptyState title={t('users.noAccount')} />;
  const open = account.effectiveStatus === 'ACTIVE' || account.effectiveStatus === 'PENDING';
  if (!open || !account.viewerPermissions.includes('ADD_USERS')) {
    return (
      <EmptyState title={t(open ? 'users.mayNotAdd' : 'users.notOpen')}>
        <LinkButton to={routes.users(id)}>{t('users.title')}</LinkButton>
      </EmptyState>
    );
  }
  const language = browserLanguage(languages.map(({ tag }) => tag)) ?? account.effectiveLanguage ?? null;
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timezone = timeZones.some(({ name }) => name === here) ? here : (account.effectiveTimezone ?? null);
  const by = search.get('by') ?? 'form';
  const running = search.get('import');
  return (
    <Tabs className="ways" selectedKey={by} onSelectionChange={(key) => navigate(`${routes.addUsers(id)}${key === 'form' ? '' : `?by=${key}`}`, { replace: true })}>
      <TabList className="ways-list" aria-label={t('users.ways')}>
        <Tab id="form" className="ways-tab">
          {t('users.byForm')}
        </Tab>
        <Tab id="file" className="ways-tab">
          {t('users.byFile')}
        </Tab>
      </TabList>
      {/* Both stay, so that what is typed or chosen in one is there after a look at the other. */}
      <TabPanel id="form" className="ways-panel" shouldForceMount>
        <PeopleForm accountId={id} draftKey={`canopy.people.${viewer.user?.id}.${id}`} language={language} timezone={timezone} />
      </TabPanel>
      <TabPanel id="file" className="ways-panel" shouldForceMount>
        <BatchUpload
          accountId={id}
          language={language}
          timezone={timezone}
          hidden={running !== null}
          onSent={(importId) => navigate(`${routes.addUsers(id)}?by=file&import=${importId}`)}
        />
        {running && <ImportProgress key={running} id={running} accountId={id} onBack={() => navigate(`${routes.addUsers(id)}?by=file`)} />}
      </TabPanel>
    </Tabs>
  );
}

/** The first of the browser's languages that the API lists, or lists without its region. */
function browserLanguage(tags: readonly string[]) {
  return navigator.languages.flatMap((tag) => [tag, tag.split('-')[0]!]).find((tag) => tags.includes(tag));
}
