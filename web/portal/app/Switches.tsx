import { IconButton } from '../components/Button';
import { LanguageIcon, ThemeIcon } from '../components/icons';
import { Menu, MenuItem } from '../components/Menu';
import { chooseLanguage, languages, useLanguage, useText, type Language } from '../i18n/text';
import { theme } from './theme';

/** The language and the theme, for everybody. */
export function Switches() {
  const t = useText();
  const language = useLanguage();
  const chosen = theme.use();
  return (
    <>
      <Menu
        label={t('app.language')}
        button={
          <IconButton label={t('app.language')}>
            <LanguageIcon size={18} />
          </IconButton>
        }
      >
        {Object.entries(languages).map(([tag, name]) => (
          <MenuItem key={tag} chosen={tag === language} onAction={() => chooseLanguage(tag as Language)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      <Menu
        label={t('app.theme')}
        button={
          <IconButton label={t('app.theme')}>
            <ThemeIcon size={18} />
          </IconButton>
        }
      >
        <MenuItem chosen={chosen === null} onAction={() => theme.set(null)}>
          {t('app.themeSystem')}
        </MenuItem>
        <MenuItem chosen={chosen === 'light'} onAction={() => theme.set('light')}>
          {t('app.themeLight')}
        </MenuItem>
        <MenuItem chosen={chosen === 'dark'} onAction={() => theme.set('dark')}>
          {t('app.themeDark')}
        </MenuItem>
      </Menu>
    </>
  );
}
