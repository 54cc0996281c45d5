import './Form.css';
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { FieldError, Form as AriaForm, Input, Label, Text, TextArea, TextField as AriaTextField, type TextFieldProps } from 'react-aria-components';
import { WarnIcon } from './icons';
import { useFaultText, type Fault } from '../app/faults';

type Faults = { faults: readonly Fault[]; claim: (path: string) => () => void };
const FaultsContext = createContext<Faults>({ faults: [], claim: () => () => undefined });

/**
 * A form whose faults stand at their fields: faults is a payload's userErrors, and a field shows those of its path ("address.postalCode").
 * What no field has stands above the form. The first field with a fault gets the focus.
 */
export function Form({ faults, onSubmit, children }: { faults: readonly Fault[]; onSubmit: () => void; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  const [claimed, setClaimed] = useState<readonly string[]>([]);
  const claim = useCallback((path: string) => {
    setClaimed((paths) => [...paths, path]);
    return () => setClaimed((paths) => paths.toSpliced(paths.indexOf(path), 1));
  }, []);
  const value = useMemo(() => ({ faults, claim }), [faults, claim]);
  useEffect(() => {
    if (faults.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] button, [role="alert"]')?.focus();
  }, [faults]);
  const faultText = useFaultText();
  const homeless = faults.filter((fault) => !claimed.some((path) => isAt(fault, path)));
  return (
    <FaultsContext value={value}>
      <AriaForm
        ref={form}
        className="form"
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {homeless.length > 0 && <FormFault>{homeless.map(faultText).join(' ')}</FormFault>}
        {children}
      </AriaForm>
    </FaultsContext>
  );
}

/** A fault of the form as a whole. */
export const FormFault = ({ children }: { children: ReactNode }) => (
  <p className="form-fault" role="alert" tabIndex={-1}>
    <WarnIcon />
    <span>{children}</span>
  </p>
);

/** Whether it is a fault of the path, or of a part of what stands there ("address.street.1" for "address.street"). */
const isAt = (fault: Fault, path: string) => `${fault.path.join('.')}.`.startsWith(`${path}.`);

/** What stood in the field when its fault was told. */
const judged = new WeakMap<Fault, unknown>();

/**
 * The text of the faults of a path; '' when there are none, and while another value stands there than the one that they are about. The path counts as
 * shown by whoever asks.
 */
export function useFault(path: string, value?: unknown): string {
  const { faults, claim } = use(FaultsContext);
  const text = useFaultText();
  useEffect(() => claim(path), [claim, path]);
  const mine = faults.filter((fault) => isAt(fault, path));
  for (const fault of mine) if (!judged.has(fault)) judged.set(fault, value);
  return mine
    .filter((fault) => judged.get(fault) === value)
    .map(text)
    .join(' ');
}

type FieldProps = Omit<TextFieldProps, 'className' | 'isInvalid' | 'children'> & { path: string; label: string; hint?: ReactNode; placeholder?: string; lines?: number };

/** A line to type in, or several, for the input's value at path. */
export function TextField({ path, label, hint, placeholder, lines, ...props }: FieldProps) {
  const fault = useFault(path, props.value);
  return (
    <AriaTextField {...props} className="field" isInvalid={fault !== ''}>
      <Label>{label}</Label>
      {lines ? <TextArea placeholder={placeholder} rows={lines} /> : <Input placeholder={placeholder} />}
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-fault">{fault}</FieldError>
    </AriaTextField>
  );
}
