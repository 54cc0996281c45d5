import { Checkbox } from 'react-aria-components';
import { FormFault, useFault } from '../../components/Form';
import { CheckIcon } from '../../components/icons';
import { useText } from '../../i18n/text';

/** Says that the same is registered already, and asks whether to register it nevertheless. */
export function Acknowledge({ isSelected, onChange }: { isSelected: boolean; onChange: (selected: boolean) => void }) {
  const t = useText();
  const fault = useFault('acknowledgeDuplicate');
  return (
    <div className="acknowledge">
      <FormFault>{fault}</FormFault>
      <Checkbox className="check" isSelected={isSelected} onChange={onChange}>
        <span className="check-box">{isSelected && <CheckIcon size={12} />}</span>
        {t('customers.acknowledge')}
      </Checkbox>
    </div>
  );
}
