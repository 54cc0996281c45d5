import { Suspense, useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { graphql, useFragment } from 'react-relay';
import type { AccountRow_account$data, AccountRow_account$key } from '../../__generated__/AccountRow_account.graphql';
import type { AccountRowRetryMutation } from '../../__generated__/AccountRowRetryMutation.graphql';
import { useFaultText } from '../../app/faults';
import { part } from '../../app/part';
import { useAction } from '../../app/useAction';
import { Button } from '../../components/Button';
import { ArrowIcon } from '../../components/icons';
import { Mark } from '../../components/Mark';
import { tell, tellFailure } from '../../components/Toast';
import { GridCell } from '../../components/TreeGrid';
import { useLanguage, useText } from '../../i18n/text';
import { AccountMenu } from './AccountMenu';
import type { Deed } from './deeds';

const WhyDialog = part(() => import('./WhyDialog'));

type Props = {
  account: AccountRow_account$key;
  operator: boolean;
  open: boolean | null;
  isActive: boolean;
  onToggle: (open: boolean) => void;
  onDeed: (deed: Deed, name: string) => void;
};

/** The cells of an account. They show what the store knows, so a number that arrives shows by itself. */
export function AccountRow({ account: key, operator, open, isActive, onToggle, onDeed }: Props) {
  const t = useText();
  const language = useLanguage();
  const account = useFragment(
    graphql`
      fragment AccountRow_account on Account {
        id
        name
        type
        status
        effectiveStatus
        accountNumber
        address {
          city
        }
        users(first: 1) {
          totalCount
        }
        provisioning {
          expectedBy
          overdue
          failure {
            message
            retryable
          }
        }
        viewerPermissions
        ...AccountMenu_account
      }
    `,
    key,
  );
  return (
    <>
      <GridCell column="name">
        {open === null ? (
          <span className="account-leaf" />
        ) : (
          // The row itself says whether it is open, and takes the keys.
          <span className="account-arrow" data-open={open} aria-hidden onClick={() => onToggle(!open)}>
            <ArrowIcon />
          </span>
        )}
        <span className="account-name" title={account.name}>
          {account.name}
        </span>
      </GridCell>
      <GridCell column="type">{t(`accounts.type.${account.type as 'RESELLER'}`)}</GridCell>
      <GridCell column="number">
        <Standing account={account} operator={operator} isActive={isActive} />
      </GridCell>
      <GridCell column="city">{account.address.city}</GridCell>
      <GridCell column="users">
        <span className="number">{account.users.totalCount.toLocaleString(language)}</span>
      </GridCell>
      <GridCell column="options">
        <AccountMenu account={account} operator={operator} isActive={isActive} onDeed={(deed) => onDeed(deed, account.name)} />
      </GridCell>
    </>
  );
}

/** The account number, or where there is none why; and what else of its status one has to know. */
function Standing({ account, operator, isActive }: { account: AccountRow_account$data; operator: boolean; isActive: boolean }) {
  const t = useText();
  const language = useLanguage();
  const { accountNumber, effectiveStatus, provisioning } = account;
  const time = provisioning && new Date(provisioning.expectedBy).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  const number = accountNumber && <span className="number">{accountNumber}</span>;
  if (effectiveStatus === 'CLOSED' || effectiveStatus === 'SUSPENDED') {
    return (
      <>
        {number} <Mark tone={effectiveStatus === 'CLOSED' ? 'grey' : 'amber'}>{t(`accounts.${effectiveStatus}`)}</Mark>
      </>
    );
  }
  if (account.status === 'PENDING') {
    const overdue = provisioning?.overdue;
    const word = t(overdue ? 'accounts.overdue' : 'accounts.PENDING');
    return (
      <Explained mark={<Mark tone={overdue ? 'red' : 'amber'} icon="clock">{word}</Mark>} label={word} name={account.name} isActive={isActive}>
        {time ? t(overdue ? 'accounts.overdueHint' : 'accounts.pendingHint', { time }) : null}
      </Explained>
    );
  }
  if (account.status === 'FAILED') {
    const failure = provisioning?.failure;
    const mayRetry = account.viewerPermissions.includes('RETRY_PROVISIONING') && (failure?.retryable || operator);
    return (
      <>
        <Explained mark={<Mark tone="red" icon="warn">{t('accounts.FAILED')}</Mark>} label={t('accounts.FAILED')} name={account.name} isActive={isActive}>
          {failure?.message}
        </Explained>
        {mayRetry && <Retry id={account.id} name={account.name} isActive={isActive} />}
      </>
    );
  }
  return number || <span className="quiet">{t('accounts.noNumber')}</span>;
}

/** A mark that says more when it is pressed, to everybody who reads the row, and to the mouse above it. */
function Explained({ mark, label, name, isActive, children: text }: { mark: ReactNode; label: string; name: string; isActive: boolean; children?: string | null }) {
  const [open, setOpen] = useState(false);
  if (!text) return mark;
  return (
    <>
      <AriaButton className="account-standing" excludeFromTabOrder={!isActive} aria-label={`${label}: ${text}`} onPress={() => setOpen(true)}>
        <span title={text}>{mark}</span>
      </AriaButton>
      {open && (
        <Suspense>
          <WhyDialog title={`${name}: ${label}`} text={text} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function Retry({ id, name, isActive }: { id: string; name: string; isActive: boolean }) {
  const t = useText();
  const faultText = useFaultText();
  const [retry, busy] = useAction<AccountRowRetryMutation>(graphql`
    mutation AccountRowRetryMutation($input: RetryProvisioningInput!) {
      retryProvisioning(input: $input) {
        account {
          ...AccountRow_account
        }
        userErrors {
          path
          code
          message
        }
      }
    }
  `);
  async function press() {
    const answer = await retry({ input: { accountId: id } });
    const fault = answer?.retryProvisioning.userErrors[0];
    if (fault) tellFailure(faultText(fault));
    else if (answer) tell(t('accounts.retried', { name }));
  }
  return (
    <Button look="bare" isPending={busy} excludeFromTabOrder={!isActive} aria-label={t('accounts.retryOf', { name })} onPress={() => void press()}>
      {t('accounts.retry')}
    </Button>
  );
}
