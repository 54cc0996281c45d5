import './Page.css';
import { Suspense, useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ErrorBoundary, LoadingState } from './states';
import { ArrowIcon } from './icons';

type Props = { title: string; subtitle?: ReactNode; back?: { to: string; text: string }; actions?: ReactNode; narrow?: boolean; children: ReactNode };

/** A page below the bar: its title, what one can do on it, and its content, which may suspend or fail by itself. */
export function Page({ title, subtitle, back, actions, narrow, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Canopy`;
  }, [title]);
  return (
    <main className={narrow ? 'page page-narrow' : 'page'} id="main" tabIndex={-1}>
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
