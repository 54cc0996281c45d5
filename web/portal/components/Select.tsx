import './Select.css';
import { useId } from 'react';
import { useFault } from './Form';
import { DownIcon } from './icons';

type Props<Id extends string> = { path?: string; label: string; options: readonly { id: Id; name: string }[]; value: Id; onChange: (id: Id) => void };

/** One of a few: the system's own list. One of many, which one types in to find, is Choice. */
export function Select<Id extends string>({ path = '', label, options, value, onChange }: Props<Id>) {
  const id = useId();
  const fault = useFault(path, value);
  return (
    <div className="field select" data-invalid={fault ? true : undefined}>
      <label htmlFor={id}>{label}</label>
      <div className="select-box">
        <select id={id} className="field-box" value={value} aria-invalid={fault ? true : undefined} aria-describedby={fault ? `${id}-fault` : undefined} onChange={(event) => onChange(event.target.value as Id)}>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.name}
            </option>
          ))}
        </select>
        <DownIcon size={14} />
      </div>
      {fault && (
        <span id={`${id}-fault`} className="field-fault">
          {fault}
        </span>
      )}
    </div>
  );
}
