import { LocalizedStringDictionary, LocalizedStringFormatter } from '@internationalized/string';
import { createContext, use, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { stored } from '../app/stored';
import type { Messages } from './messages/en';

/** The languages that the portal speaks, by their names in themselves. A new one: a folder in messages, a line here and one in load. */
export const languages = { en: 'English', de: 'Deutsch' };
export type Language = keyof typeof languages;

export type Key = keyof Messages;
type Values = Record<string, string | number | boolean>;
/** A text in the reader's language. */
export type Text = (key: Key, values?: Values) => string;

const load: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('./messages/en'),
  de: () => import('./messages/de'),
};

const chosen = stored('canopy.language');
let current: { language: Language; messages: Messages };
const listeners = new Set<() => void>();

const spoken = (tag: string | null): tag is Language => tag !== null && tag in languages;

/** The language that the reader chose, else the first of the browser's that the portal speaks. */
const preferred = (): Language => {
  const choice = chosen.get();
  if (spoken(choice)) return choice;
  return navigator.languages.map((tag) => tag.split('-')[0]!).find(spoken) ?? 'en';
};

/** Loads the texts; nothing is drawn before. */
export async function startLanguage() {
  await show(preferred());
  chosen.subscribe(() => void show(preferred()));
}

export const chooseLanguage = (language: Language) => chosen.set(language);

async function show(language: Language) {
  current = { language, messages: (await load[language]()).default };
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const TextContext = createContext<{ t: Text; language: Language } | null>(null);

export function TextProvider({ children }: { children: ReactNode }) {
  const { language, messages } = useSyncExternalStore(subscribe, () => current);
  const value = useMemo(() => {
    const formatter = new LocalizedStringFormatter<Key>(language, new LocalizedStringDictionary<Key>({ [language]: messages }, language));
    return { language, t: ((key, values) => formatter.format(key, values)) as Text };
  }, [language, messages]);
  return (
    <I18nProvider locale={language}>
      <TextContext value={value}>{children}</TextContext>
    </I18nProvider>
  );
}

/** The texts of the reader's language: const t = useText(). */
export const useText = () => use(TextContext)!.t;
export const useLanguage = () => use(TextContext)!.language;
