import './RadioField.css';
import { FieldError, Label, Radio, RadioGroup } from 'react-aria-components';
import { useFault } from './Form';

type Props<Value extends string> = {
  path: string;
  label: string;
  options: readonly { id: Value; name: string; text?: string }[];
  value: Value | null;
  onChange: (value: Value) => void;
  isRequired?: boolean;
};

/** One of a few, all in sight, each with a sentence about it. */
export function RadioField<Value extends string>({ path, label, options, value, onChange, isRequired }: Props<Value>) {
  const fault = useFault(path, value);
  return (
    <RadioGroup className="field" value={value} onChange={(id) => onChange(id as Value)} isRequired={isRequired} isInvalid={fault !== ''}>
      <Label className="field-label">{label}</Label>
      <div className="radios">
        {options.map(({ id, name, text }) => (
          <Radio key={id} value={id} className="radio">
            <span className="radio-dot" />
            <span>
              <b>{name}</b>
              {text && <span className="quiet">{text}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldError className="field-fault">{fault}</FieldError>
    </RadioGroup>
  );
}
