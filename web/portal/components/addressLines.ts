/** The lines of an address as on a letter. Their last is the country, which the API names in English and the portal in the reader's language. */
export function addressLines({ formatted, country }: { formatted: readonly string[]; country: string }, language: string) {
  return [...formatted.slice(0, -1), new Intl.DisplayNames(language, { type: 'region' }).of(country)!];
}
