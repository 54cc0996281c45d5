import './SearchBox.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useFault } from './Form';
import { SearchIcon } from './icons';
import { useText } from '../i18n/text';

export type Found<Hit> = { hits: readonly Hit[]; more: number };

type Props<Hit extends { id: string }> = {
  label: string;
  hideLabel?: boolean;
  placeholder?: string;
  /** The field of a form that it fills, whose faults it shows. */
  path?: string;
  /** Asks the server for what is typed, which is never empty. */
  find: (text: string) => Promise<Found<Hit>>;
  /** What a hit is called: it stands in the box once chosen, unless clears says that the box is for going somewhere. */
  name: (hit: Hit) => string;
  children: (hit: Hit) => ReactNode;
  onChoose: (hit: Hit) => void;
  clears?: boolean;
  initial?: string;
  /** The box was emptied, and nothing is chosen any more; without it, what was chosen comes back. */
  onClear?: () => void;
  isRequired?: boolean;
};

type State<Hit> = { text: string; found: Found<Hit> | null; failed: boolean };

const PATIENCE = 200; // ms behind the last key

/** A box to type part of something in, and a list of what the server finds. */
export function SearchBox<Hit extends { id: string }>({ label, hideLabel, placeholder, path = '', find, name, children, onChoose, clears, initial = '', onClear, isRequired }: Props<Hit>) {
  const t = useText();
  const [text, setText] = useState(initial);
  const [generation, setGeneration] = useState(0); // a box that is cleared begins anew
  const [state, setState] = useState<State<Hit>>({ text: '', found: null, failed: false });
  const [selected, setSelected] = useState<string | null>(null); // the list closes on a choice that is known to the box
  const chosen = useRef<string | null>(initial || null);
  const kept = useRef(initial); // the name of what is chosen, also while something else is typed
  const fault = useFault(path, kept.current);
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === '' || text === chosen.current) return;
    let over = false;
    const timer = setTimeout(() => {
      find(wanted).then(
        (found) => !over && setState({ text: wanted, found, failed: false }),
        () => !over && setState({ text: wanted, found: null, failed: true }),
      );
    }, PATIENCE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [wanted, text, find]);

  const { found, failed } = state;
  const current = state.text === wanted;
  const hits = wanted === '' ? [] : (found?.hits ?? []);
  return (
    <ComboBox
      key={generation}
      className={hideLabel ? 'field search search-bare' : 'field search'}
      aria-label={hideLabel ? label : undefined}
      items={hits}
      inputValue={text}
      onInputChange={(value) => {
        if (value !== chosen.current) {
          chosen.current = null;
          setSelected(null);
        }
        setText(value);
      }}
      selectedKey={selected}
      onSelectionChange={(id) => {
        const hit = hits.find((hit) => hit.id === id);
        if (!hit) return;
        chosen.current = clears ? '' : name(hit);
        kept.current = chosen.current;
        setText(chosen.current);
        if (clears) setGeneration(generation + 1);
        else setSelected(hit.id);
        onChoose(hit);
      }}
      onBlur={() => {
        if (clears || text === kept.current) return;
        if (wanted === '' && onClear) {
          kept.current = '';
          onClear();
        }
        chosen.current = kept.current || null;
        setText(kept.current);
      }}
      allowsCustomValue
      allowsEmptyCollection={wanted !== ''} // else the box counts as open without its list, and the rest of the page is hidden from screen readers
      menuTrigger="input"
      isRequired={isRequired}
      isInvalid={fault !== ''}
    >
      {!hideLabel && <Label>{label}</Label>}
      <div className="search-box">
        <SearchIcon />
        <Input placeholder={placeholder} type="search" />
      </div>
      <FieldError className="field-fault">{fault}</FieldError>
      {wanted !== '' && (
        <Popover className="search-popover" offset={4} placement={hideLabel ? 'bottom end' : 'bottom start'}>
          <div onMouseDown={(event) => event.preventDefault()} /* the box keeps the focus: it is not left by choosing */>
            <ListBox<Hit>
              className="search-list"
              renderEmptyState={() => <p className="search-note">{failed && current ? t('app.searchFailed') : current && found ? t('app.searchNone', { search: wanted }) : t('app.loading')}</p>}
            >
              {(hit) => (
                <ListBoxItem className="search-hit" textValue={name(hit)}>
                  {children(hit)}
                </ListBoxItem>
              )}
            </ListBox>
          </div>
          {current && found && found.more > 0 && <p className="search-note">{t('app.searchMore', { count: found.more })}</p>}
        </Popover>
      )}
    </ComboBox>
  );
}
