import { useMemo } from 'react';
import { graphql } from 'react-relay';
import type { LocaleFieldsLanguagesQuery } from '../__generated__/LocaleFieldsLanguagesQuery.graphql';
import type { LocaleFieldsTimeZonesQuery } from '../__generated__/LocaleFieldsTimeZonesQuery.graphql';
import { useQuery } from '../app/useQuery';
import { Choice, type Option } from './Choice';
import { useLanguage } from '../i18n/text';

type Props = { path: string; label: string; hint?: string; placeholder?: string; value: string | null; onChange: (value: string | null) => void; isRequired?: boolean };

/** One of the API's languages, by its name in the reader's. Another one that was set before is kept. It suspends until they are there. */
export function LanguageField({ value, ...props }: Props) {
  const language = useLanguage();
  const listed = useLanguages();
  const options = useMemo(() => {
    if (!value || listed.some(({ id }) => id === value)) return listed;
    return [...listed, { id: value, name: new Intl.DisplayNames(language, { type: 'language' }).of(value)!, note: value }];
  }, [listed, language, value]);
  return <Choice {...props} options={options} value={value} />;
}

/** One of the API's time zones. It suspends until they are there. */
export function TimeZoneField(props: Props) {
  return <Choice {...props} options={useTimeZones()} />;
}

/** The API's languages to choose from, for several fields together. */
export function useLanguages(): readonly Option[] {
  const language = useLanguage();
  const { languages } = useQuery<LocaleFieldsLanguagesQuery>(
    graphql`
      query LocaleFieldsLanguagesQuery {
        languages {
          tag
          nativeName
        }
      }
    `,
    {},
  );
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'language' });
    return languages.map(({ tag, nativeName }) => ({ id: tag, name: names.of(tag)!, note: nativeName })).toSorted((a, b) => a.name.localeCompare(b.name, language));
  }, [languages, language]);
}

/** The API's time zones to choose from, for several fields together. */
export function useTimeZones(): readonly Option[] {
  const { timeZones } = useQuery<LocaleFieldsTimeZonesQuery>(
    graphql`
      query LocaleFieldsTimeZonesQuery {
        timeZones {
          name
          utcOffset
        }
      }
    `,
    {},
  );
  return useMemo(() => timeZones.map(({ name, utcOffset }) => ({ id: name, name: name.replaceAll('_', ' '), note: `UTC${utcOffset}` })), [timeZones]);
}
