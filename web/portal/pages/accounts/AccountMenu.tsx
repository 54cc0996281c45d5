import { useRef, useState } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { AccountMenu_account$data, AccountMenu_account$key } from '../../__generated__/AccountMenu_account.graphql';
import { routes } from '../../app/routes';
import '../../components/Button.css';
import { DotsIcon } from '../../components/icons';
import { MenuItem, MenuLine, OpenMenu } from '../../components/Menu';
import { useText } from '../../i18n/text';
import type { Deed } from './deeds';

type Props = { account: AccountMenu_account$key; operator: boolean; isActive: boolean; onDeed: (deed: Deed) => void };

/** The options of an account: what the viewer may do there, as far as its status allows it (docs/account-states.md). */
export function AccountMenu({ account: key, operator, isActive, onDeed }: Props) {
  const t = useText();
  const account = useFragment(
    graphql`
      fragment AccountMenu_account on Account {
        id
        name
        type
        status
        effectiveStatus
        viewerPermissions
        parent {
          viewerPermissions
        }
      }
    `,
    key,
  );
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const label = t('accounts.optionsOf', { name: account.name });
  return (
    <>
      <button ref={button} type="button" className="button button-icon" aria-label={label} aria-haspopup="menu" aria-expanded={open} tabIndex={isActive ? 0 : -1} onClick={() => setOpen(true)}>
        <DotsIcon />
      </button>
      {open && (
        <OpenMenu button={button} label={label} onClose={() => setOpen(false)}>
          <Options account={account} operator={operator} onDeed={onDeed} />
        </OpenMenu>
      )}
    </>
  );
}

function Options({ account, operator, onDeed }: { account: AccountMenu_account$data; operator: boolean; onDeed: (deed: Deed) => void }) {
  const t = useText();
  const { id } = account;
  const may = offered(account, operator);
  return (
    <>
      {may.createCustomer && <MenuItem href={routes.createCustomer(id)}>{t('accounts.createCustomer')}</MenuItem>}
      {may.addUsers && <MenuItem href={routes.addUsers(id)}>{t('accounts.addUser')}</MenuItem>}
      {may.assignAssets && <MenuItem href={routes.assignAssets(id)}>{t('accounts.assignAssets')}</MenuItem>}
      <MenuItem href={routes.users(id)}>{t('accounts.showUsers')}</MenuItem>
      {(may.edit || may.move) && <MenuLine />}
      {may.edit && <MenuItem href={routes.editAccount(id)}>{t('accounts.edit')}</MenuItem>}
      {may.move && <MenuItem href={routes.moveAccount(id)}>{t('accounts.move')}</MenuItem>}
      {(may.suspend || may.resume || may.close || may.cancel) && <MenuLine />}
      {may.suspend && <MenuItem onAction={() => onDeed('suspend')}>{t('accounts.suspend')}</MenuItem>}
      {may.resume && <MenuItem onAction={() => onDeed('resume')}>{t('accounts.resume')}</MenuItem>}
      {may.cancel && (
        <MenuItem danger onAction={() => onDeed('cancel')}>
          {t('accounts.cancel')}
        </MenuItem>
      )}
      {may.close && (
        <MenuItem danger onAction={() => onDeed('close')}>
          {t('accounts.closeAccount')}
        </MenuItem>
      )}
    </>
  );
}

function offered({ type, status, effectiveStatus, viewerPermissions, parent }: AccountMenu_account$data, operator: boolean) {
  const may = (permission: (typeof viewerPermissions)[number]) => viewerPermissions.includes(permission);
  const active = effectiveStatus === 'ACTIVE';
  const open = effectiveStatus !== 'CLOSED';
  return {
    createCustomer: active && may('CREATE_CUSTOMER'),
    addUsers: (active || effectiveStatus === 'PENDING') && may('ADD_USERS'),
    assignAssets: active && may('ASSIGN_ASSETS'),
    edit: open && may('EDIT_ACCOUNT'),
    move: open && type !== 'RESELLER' && parent !== null && may('MOVE_ACCOUNT'),
    suspend: status === 'ACTIVE' && may('CHANGE_STATUS'),
    resume: status === 'SUSPENDED' && (parent?.viewerPermissions.includes('CHANGE_STATUS') ?? operator),
    close: (status === 'ACTIVE' || status === 'SUSPENDED' || status === 'FAILED') && may('CHANGE_STATUS'),
    cancel: status === 'PENDING' && may('CHANGE_STATUS'),
  };
}
