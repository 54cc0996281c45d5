import './Mark.css';
import { ClockIcon, WarnIcon } from './icons';

type Props = { tone: 'green' | 'amber' | 'red' | 'grey'; icon?: 'clock' | 'warn'; title?: string; children: string };

/** A word about the state of something. */
export const Mark = ({ tone, icon, title, children }: Props) => (
  <span className={`mark mark-${tone}`} title={title}>
    {icon === 'clock' && <ClockIcon size={12} />}
    {icon === 'warn' && <WarnIcon size={12} />}
    {children}
  </span>
);
