import { memo } from 'react';
import { IconButton } from '../../components/Button';
import { Choice, type Option } from '../../components/Choice';
import { TextField } from '../../components/Form';
import { CloseIcon } from '../../components/icons';
import { Select } from '../../components/Select';
import { useText } from '../../i18n/text';
import { roles, type Role } from './people';

/** Somebody who is being typed in. */
export type NewPerson = {
  key: string;
  givenName: string;
  familyName: string;
  email: string;
  phone: string;
  jobTitle: string;
  language: string | null;
  timezone: string | null;
  role: Role;
};

type Props = {
  person: NewPerson;
  number: number;
  languages: readonly Option[];
  timeZones: readonly Option[];
  onChange: (key: string, change: Partial<NewPerson>) => void;
  onRemove: ((key: string) => void) | undefined;
};

/** The fields of one of several people. Their faults have paths that begin with the person's key. What is typed of one renders that one alone. */
export const PersonCard = memo(function PersonCard({ person, number, languages, timeZones, onChange: onChangeOf, onRemove }: Props) {
  const t = useText();
  const { key } = person;
  const onChange = (change: Partial<NewPerson>) => onChangeOf(key, change);
  const name = `${person.givenName} ${person.familyName}`.trim();
  return (
    <li className="card person" id={key}>
      <fieldset>
        <legend>{name || t('users.person', { number })}</legend>
        <div className="person-fields">
          <TextField path={`${key}.givenName`} label={t('users.givenName')} isRequired autoComplete="off" value={person.givenName} onChange={(givenName) => onChange({ givenName })} />
          <TextField path={`${key}.familyName`} label={t('users.familyName')} isRequired autoComplete="off" value={person.familyName} onChange={(familyName) => onChange({ familyName })} />
          <TextField path={`${key}.email`} label={t('users.email')} isRequired inputMode="email" autoComplete="off" value={person.email} onChange={(email) => onChange({ email })} />
          <Select path={`${key}.role`} label={t('users.role')} options={roles.map((role) => ({ id: role, name: t(`users.role.${role}`) }))} value={person.role} onChange={(role) => onChange({ role })} />
          <Choice path={`${key}.language`} label={t('users.language')} options={languages} value={person.language} onChange={(language) => onChange({ language })} />
          <Choice path={`${key}.timezone`} label={t('users.timezone')} options={timeZones} value={person.timezone} onChange={(timezone) => onChange({ timezone })} />
          <TextField path={`${key}.phone`} label={t('users.phoneOptional')} inputMode="tel" autoComplete="off" value={person.phone} onChange={(phone) => onChange({ phone })} />
          <TextField path={`${key}.jobTitle`} label={t('users.jobTitleOptional')} autoComplete="off" value={person.jobTitle} onChange={(jobTitle) => onChange({ jobTitle })} />
        </div>
        <p className="person-hint quiet">{t(`users.roleHint.${person.role}`)}</p>
      </fieldset>
      {onRemove && (
        <IconButton label={t('users.remove', { name: name || t('users.person', { number }) })} onPress={() => onRemove(key)}>
          <CloseIcon />
        </IconButton>
      )}
    </li>
  );
});
