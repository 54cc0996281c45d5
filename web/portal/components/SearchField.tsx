import './SearchBox.css';
import { useEffect, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { SearchIcon } from './icons';

type Props = { label: string; hideLabel?: boolean; placeholder: string; value: string; onSearch: (text: string) => void; autoFocus?: boolean };

const PATIENCE = 250; // ms behind the last key

/** A box that narrows a list: it tells of what is typed once the typing rests. value is what the list is narrowed to. */
export function SearchField({ label, hideLabel, placeholder, value, onSearch, autoFocus }: Props) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== told) setText(value); // it was changed elsewhere
  }
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === value) return;
    const timer = setTimeout(() => {
      setTold(wanted);
      onSearch(wanted);
    }, PATIENCE);
    return () => clearTimeout(timer);
  }, [wanted, value, onSearch]);
  return (
    <TextField className="field" aria-label={hideLabel ? label : undefined} value={text} onChange={setText} autoFocus={autoFocus}>
      {!hideLabel && <Label>{label}</Label>}
      <div className="search-box">
        <SearchIcon />
        <Input type="search" placeholder={placeholder} autoComplete="off" />
      </div>
    </TextField>
  );
}
