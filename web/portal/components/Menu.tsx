import './Menu.css';
import type { ReactNode, RefObject } from 'react';
import { Menu as AriaMenu, MenuItem as AriaItem, MenuTrigger, Popover, Separator, type MenuItemProps } from 'react-aria-components';

/** A button (the first child) that opens a menu of items (the rest). */
export function Menu({ button, label, children }: { button: ReactNode; label: string; children: ReactNode }) {
  return (
    <MenuTrigger>
      {button}
      <Popover className="menu-popover" placement="bottom end">
        <AriaMenu className="menu" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

/** The menu of a button that costs little while it is closed, for as long as it is rendered: where there are hundreds of buttons. */
export function OpenMenu({ button, label, onClose, children }: { button: RefObject<HTMLElement | null>; label: string; onClose: () => void; children: ReactNode }) {
  return (
    <Popover className="menu-popover" placement="bottom end" trigger="MenuTrigger" aria-label={label} triggerRef={button} isOpen onOpenChange={(open) => !open && onClose()}>
      <AriaMenu className="menu" aria-label={label} autoFocus="first" onClose={onClose}>
        {children}
      </AriaMenu>
    </Popover>
  );
}

/** Does onAction, or leads to href. danger marks what cannot be undone. */
export function MenuItem({ danger, chosen, children, ...props }: Omit<MenuItemProps, 'className' | 'children'> & { danger?: boolean; chosen?: boolean; children: string }) {
  return (
    <AriaItem {...props} textValue={children} className={`menu-item${danger ? ' menu-danger' : ''}${chosen ? ' menu-chosen' : ''}`}>
      {children}
    </AriaItem>
  );
}

export const MenuLine = () => <Separator className="menu-line" />;
