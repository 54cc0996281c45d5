import { useMemo } from 'react';
import { graphql } from 'react-relay';
import type { LocaleFieldsLanguagesQuery } from '../__generated__/LocaleFieldsLanguagesQuery.graphql';
import type { LocaleFieldsTimeZonesQuery } from '../__generated__/LocaleFieldsTimeZonesQuery.graphql';
import { useQuery } from '../app/useQuery';
import { Choice } from './Choice';
import { useLanguage } from '../i18n/text';

type Props = { path: string; label: string; hint?: string; placeholder?: string; value: string | null; onChange: (value: string | null) => void; isRequired?: boolean };

/** One of the API's languages, by its name in the reader's. Another one that was set before is kept. It suspends until they are there. */
export function LanguageField({ value, ...props }: Props) {
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
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'language' });
    const listed = languages.map(({ tag, nativeName }) => ({ id: tag, name: names.of(tag)!, note: nativeName }));
    const all = value && !listed.some(({ id }) => id === value) ? [...listed, { id: value, name: names.of(value)!, note: value }] : listed;
    return all.toSorted((a, b) => a.name.localeCompare(b.name, language));
  }, [languages, language, value]);
  return <Choice {...props} options={options} value={value} />;
}

/** One of the API's time zones. It suspends until they are there. */
export function TimeZoneField(props: Props) {
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
  const options = useMemo(() => timeZones.map(({ name, utcOffset }) => ({ id: name, name: name.replaceAll('_', ' '), note: `UTC${utcOffset}` })), [timeZones]);
  return <Choice {...props} options={options} />;
}
