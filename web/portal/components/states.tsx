import './states.css';
import { Component, type ReactNode } from 'react';
import { Button, LinkButton } from './Button';
import { WarnIcon } from './icons';
import { useFailureText } from '../app/faults';
import { PartMissing } from '../app/part';
import { ApiError } from '../app/relay';
import { routes } from '../app/routes';
import { AttemptContext } from '../app/useQuery';
import { useText } from '../i18n/text';

/** A request failed: what happened, and once more. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  const text = useFailureText();
  // What the portal asks is right but for the ids, which come from the address.
  if (error instanceof ApiError && ['BAD_USER_INPUT', 'NOT_FOUND'].includes(error.code)) {
    return (
      <EmptyState title={t('faults.failed.NOT_FOUND')}>
        <LinkButton to={routes.accounts}>{t('app.customers')}</LinkButton>
      </EmptyState>
    );
  }
  return (
    <div className="state" role="alert">
      <WarnIcon size={24} />
      <p>{text(error)}</p>
      {error instanceof ApiError && error.requestId && (
        <p className="quiet">
          {t('app.requestId')} <code>{error.requestId}</code>
        </p>
      )}
      <Button onPress={onRetry}>{t('app.tryAgain')}</Button>
    </div>
  );
}

/** A list has nothing: why, and what to do about it. */
export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="state">
    <p className="state-title">{title}</p>
    {children}
  </div>
);

/** Something loads. It shows after a moment, so that what is quick does not flicker. */
export function LoadingState() {
  const t = useText();
  return (
    <div className="state state-loading" role="status">
      <span className="spinner" />
      <span>{t('app.loading')}</span>
    </div>
  );
}

let failures = 0;

/** Shows ErrorState in place of children that failed to load; Try again, or coming back, asks the server anew, or loads the portal anew where a part of it is missing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown; attempt: number }> {
  override state = { error: null as unknown, attempt: failures };
  static getDerivedStateFromError = (error: unknown) => ({ error, attempt: ++failures });
  private tryAgain = () => {
    if (this.state.error instanceof PartMissing) location.reload();
    else this.setState({ error: null });
  };
  override render() {
    const { error, attempt } = this.state;
    if (error !== null) return <ErrorState error={error} onRetry={this.tryAgain} />;
    return <AttemptContext value={attempt}>{this.props.children}</AttemptContext>;
  }
}

/** Leaves out what failed to load, where nobody would miss it, or shows something else instead. */
export class ErrorBoundaryQuietly extends Component<{ instead?: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
