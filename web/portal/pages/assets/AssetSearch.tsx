import { useEffect, useState } from 'react';
import { TextField } from '../../components/Form';
import { useText } from '../../i18n/text';

const PATIENCE = 200; // ms behind the last key

/** Tells of what is typed once the typing rests. */
export function AssetSearch({ onSearch }: { onSearch: (text: string) => void }) {
  const t = useText();
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), PATIENCE);
    return () => clearTimeout(timer);
  }, [text]); // whom to tell is another function each time
  return <TextField path="search" type="search" label={t('assets.search')} placeholder={t('assets.searchHint')} value={text} onChange={setText} />;
}
