import './Choice.css';
import { useState } from 'react';
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useFault } from './Form';
import { DownIcon } from './icons';
import { useText } from '../i18n/text';

export type Option = { id: string; name: string; note?: string };

type Props = {
  /** The input's value that it fills, whose faults it shows. */
  path: string;
  label: string;
  hint?: string;
  placeholder?: string;
  /** All there is to choose from, in order. What is asked of the server as one types is SearchBox's. */
  options: readonly Option[];
  value: string | null;
  onChange: (id: string | null) => void;
  isRequired?: boolean;
  isDisabled?: boolean;
};

/** One of a list that one types in to find it. Emptied, it is null; a required one keeps what was chosen. */
export function Choice({ path, label, hint, placeholder, options, value, onChange, isRequired, isDisabled }: Props) {
  const t = useText();
  const fault = useFault(path, value);
  const [near, setNear] = useState(false); // a list of hundreds is made for a field that is used, not for each one of a form
  return (
    <ComboBox
      className="field choice"
      defaultItems={near ? options : options.filter(({ id }) => id === value)}
      onFocus={() => setNear(true)}
      value={value}
      onChange={(id) => (id !== null || !isRequired) && onChange(id as string | null)}
      isRequired={isRequired}
      isDisabled={isDisabled}
      isInvalid={fault !== ''}
      allowsEmptyCollection
    >
      <Label>{label}</Label>
      <div className="choice-box">
        <Input placeholder={placeholder} autoComplete="off" />
        <Button className="choice-open">
          <DownIcon size={14} />
        </Button>
      </div>
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-fault">{fault}</FieldError>
      <Popover className="search-popover" offset={4}>
        <ListBox<Option> className="search-list" renderEmptyState={() => <p className="search-note">{t('app.choiceNone')}</p>}>
          {({ name, note }) => (
            <ListBoxItem className="search-hit choice-option" textValue={name}>
              {name}
              {note && <span className="quiet">{note}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
