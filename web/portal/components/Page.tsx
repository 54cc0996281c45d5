import './Page.css';
import { Suspense, useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ErrorBoundary, LoadingState } from './states';
import { ArrowIcon } from './icons';

type Props = { title: string; subtitle?: ReactNode; back?: { to: string; text: string }; actions?: ReactNode; narrow?: boolean; children: ReactNode };

let pages = 0; // shown so far

/**
 * A page below the bar: its title, what one can do on it, and its content, which may suspend or fail by itself. It takes the focus that went with the
 * page before, so that a screen reader tells of it.
 */
export function Page({ title, subtitle, back, actions, narrow, children }: Props) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (pages++ > 0 && document.activeElement === document.body) main.current!.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · Canopy`;
  }, [title]);
  return (
    <main className={narrow ? 'page page-narrow' : 'page'} id="main" ref={main} tabIndex={-1} aria-label={title}>
      <header className="page-head">
        <div>
          {back && (
            <Link href={back.to} className="page-back">
              <ArrowIcon size={12} />
              {back.text}
            </Link>
          )}
          <h1>{title}</h1>
          {subtitle && <p className="quiet">{subtitle}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      <ErrorBoundary>
        <Suspense fallback={<LoadingState />}>{children}</Suspense>
      </ErrorBoundary>
    </main>
  );
}

/** A white surface on the page. */
export const Card = ({ children }: { children: ReactNode }) => <section className="card">{children}</section>;
