import { useState } from 'react';
import { useFaultText, type Fault } from '../../app/faults';
import { WarnIcon } from '../../components/icons';
import { useText, type Key } from '../../i18n/text';
import { Pager } from './Pager';

/** A row of a file, and what is wrong with it. */
export type FaultyRow = { line: number | null | undefined; cells?: readonly string[]; faults: readonly Fault[] };

const PAGE = 50;

const titles: Record<string, Key> = {
  givenName: 'users.givenName',
  familyName: 'users.familyName',
  email: 'users.email',
  phone: 'users.phone',
  jobTitle: 'users.jobTitle',
  language: 'users.language',
  timezone: 'users.timezone',
  role: 'users.role',
};

/** Rows of a file in pages, as they stand there, each with its faults below it. */
export function FaultyRows({ label, header, rows }: { label: string; header: readonly string[]; rows: readonly FaultyRow[] }) {
  const t = useText();
  const faultText = useFaultText();
  const [from, setFrom] = useState(0);
  return (
    <>
      <div className="rows-scroll" role="region" aria-label={label} tabIndex={0}>
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t('users.line')}</th>
              {header.map((title, i) => (
                <th key={i} scope="col">
                  {title}
                </th>
              ))}
              {header.length === 0 && <th scope="col">{t('users.faults')}</th>}
            </tr>
          </thead>
          {rows.slice(from, from + PAGE).map(({ line, cells, faults }, i) => (
            <tbody key={i} className={faults.length > 0 ? 'rows-bad' : undefined}>
              {cells && (
                <tr>
                  <th scope="row" className="number">
                    {line}
                  </th>
                  {header.map((_, i) => (
                    <td key={i}>{cells[i]}</td>
                  ))}
                </tr>
              )}
              {faults.length > 0 && (
                <tr className="rows-fault">
                  {cells ? <td /> : <th className="number">{line}</th>}
                  <td colSpan={Math.max(1, header.length)}>
                    {faults.map((fault, i) => (
                      <span key={i} className="rows-fault-text">
                        <WarnIcon size={14} />
                        <span>
                          {titles[fault.path[0] ?? ''] && <b>{t(titles[fault.path[0]!]!)}: </b>}
                          {faultText(fault)}
                        </span>
                      </span>
                    ))}
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      </div>
      {rows.length > PAGE && <Pager from={from + 1} to={Math.min(from + PAGE, rows.length)} total={rows.length} onBack={from > 0 ? () => setFrom(from - PAGE) : null} onNext={from + PAGE < rows.length ? () => setFrom(from + PAGE) : null} />}
    </>
  );
}
