import './Outside.css';
import { useEffect, type ReactNode } from 'react';
import { Switches } from '../../app/Switches';
import icon from '../../icon.svg';

/** A page for who is not signed in: a card in the middle. */
export function Outside({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Canopy`;
  }, [title]);
  return (
    <div className="outside">
      <header>
        <Switches />
      </header>
      <main>
        <p className="outside-brand">
          <img src={icon} alt="" width="28" height="28" />
          Canopy
        </p>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
