import { IconButton } from '../../components/Button';
import { ArrowIcon } from '../../components/icons';
import { useLanguage, useText } from '../../i18n/text';

type Props = { from: number; to: number; total: number; onBack: (() => void) | null; onNext: (() => void) | null };

/** Where one is in a list of pages, and the ways on; null where there is none. */
export function Pager({ from, to, total, onBack, onNext }: Props) {
  const t = useText();
  const language = useLanguage();
  const number = (n: number) => n.toLocaleString(language);
  return (
    <nav className="pager" aria-label={t('users.pages')}>
      <span className="quiet number" role="status">
        {t('users.range', { from: number(from), to: number(to), total: number(total) })}
      </span>
      <span className="pager-back">
        <IconButton label={t('users.pageBack')} isDisabled={!onBack} onPress={() => onBack?.()}>
          <ArrowIcon />
        </IconButton>
      </span>
      <IconButton label={t('users.pageNext')} isDisabled={!onNext} onPress={() => onNext?.()}>
        <ArrowIcon />
      </IconButton>
    </nav>
  );
}
