import { useEffect, useRef, useState } from 'react';
import type { Fault } from '../../app/faults';
import { Button } from '../../components/Button';
import { Card } from '../../components/Page';
import { Select } from '../../components/Select';
import { useText } from '../../i18n/text';
import type { CsvRow } from './csv';
import { FaultyRows } from './FaultyRows';
import { saveFile } from './save';

/** What a check of a file said; large: the file is one that only its import checks. */
export type Checked =
  | 'large'
  | {
      addedCount: number;
      rejected: readonly { readonly line: number | null | undefined; readonly userErrors: readonly Fault[] }[];
      rejectedCsv: string | null | undefined;
      content: { header: readonly string[]; rows: readonly CsvRow[] };
      guessed: boolean; // the encoding is
    };

type Policy = 'REJECT_ALL' | 'REJECT_FAILED_ROWS';
type Props = { name: string; checked: Checked; sending: boolean; onSend: (onError: Policy) => void };

/** What would become of a file, with every fault at its row, and the button that sends it for good. */
export function CheckedFile({ name, checked, sending, onSend }: Props) {
  return checked === 'large' ? <LargeFile name={name} sending={sending} onSend={onSend} /> : <Preview checked={checked} sending={sending} onSend={onSend} />;
}

function Preview({ checked, sending, onSend }: { checked: Exclude<Checked, 'large'>; sending: boolean; onSend: (onError: Policy) => void }) {
  const t = useText();
  const { addedCount, rejected, rejectedCsv, content, guessed } = checked;
  const [all, setAll] = useState(rejected.length === 0);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [checked]);
  const faultsOf = new Map(rejected.map(({ line, userErrors }) => [line, userErrors]));
  const rows = content.rows
    .filter(({ line }) => all || faultsOf.has(line))
    .map(({ line, cells }) => ({ line, cells, faults: faultsOf.get(line) ?? [] }));
  return (
    <Card>
      <div className="preview">
        <div className="preview-head">
          <div>
            <h2 ref={heading} tabIndex={-1}>
              {t('users.checked', { good: addedCount, bad: rejected.length })}
            </h2>
            <p className="quiet">{t('users.nothingSent')}</p>
            {guessed && <p className="preview-note">{t('users.guessed')}</p>}
          </div>
          <div className="form-buttons">
            {rejectedCsv && <Button onPress={() => saveFile('rejected.csv', rejectedCsv)}>{t('users.rejectedCsv')}</Button>}
            <Button look="primary" isPending={sending} isDisabled={addedCount === 0} onPress={() => onSend('REJECT_FAILED_ROWS')}>
              {t('users.addCount', { count: addedCount })}
            </Button>
          </div>
        </div>
        {rejected.length > 0 && (
          <div className="preview-choice">
            <Select
              label={t('users.rowsShown')}
              options={[
                { id: 'bad', name: t('users.rowsBad', { count: rejected.length }) },
                { id: 'all', name: t('users.rowsAll', { count: content.rows.length }) },
              ]}
              value={all ? 'all' : 'bad'}
              onChange={(shown) => setAll(shown === 'all')}
            />
          </div>
        )}
        <FaultyRows key={String(all)} label={t('users.preview')} header={content.header} rows={rows} />
      </div>
    </Card>
  );
}

/** A file of more than 5,000 people is checked on its way: the choice is made before. */
function LargeFile({ name, sending, onSend }: { name: string; sending: boolean; onSend: (onError: Policy) => void }) {
  const t = useText();
  const [policy, setPolicy] = useState<Policy>('REJECT_ALL');
  return (
    <Card>
      <div className="preview">
        <h2>{t('users.large', { name })}</h2>
        <p>{t('users.largeText')}</p>
        <Select
          label={t('users.policy')}
          options={[
            { id: 'REJECT_ALL', name: t('users.policyAll') },
            { id: 'REJECT_FAILED_ROWS', name: t('users.policyRows') },
          ]}
          value={policy}
          onChange={setPolicy}
        />
        <div className="form-buttons">
          <Button look="primary" isPending={sending} onPress={() => onSend(policy)}>
            {t(policy === 'REJECT_ALL' ? 'users.largeCheck' : 'users.largeAdd')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
