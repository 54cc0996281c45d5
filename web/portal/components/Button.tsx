import './Button.css';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import { Link } from 'wouter';
import type { ReactNode } from 'react';

type Look = 'primary' | 'plain' | 'danger' | 'bare';
type Props = Omit<ButtonProps, 'className' | 'style'> & { look?: Look };

/** A button. isPending keeps it focused and says so while something is under way. */
export function Button({ look = 'plain', ...props }: Props) {
  return <AriaButton {...props} className={`button button-${look}`} />;
}

/** A button that is an icon; label is what it says to who does not see it. */
export function IconButton({ label, ...props }: Omit<Props, 'look'> & { label: string }) {
  return <AriaButton {...props} aria-label={label} className="button button-icon" />;
}

/** A link that looks like a button. onPress is told before it leads on. */
export function LinkButton({ to, look = 'plain', onPress, children }: { to: string; look?: Look; onPress?: () => void; children: ReactNode }) {
  return (
    <Link href={to} className={`button button-${look}`} onClick={onPress}>
      {children}
    </Link>
  );
}
