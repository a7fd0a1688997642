/** The reader's locale, guarded: browsers may report tags that Intl refuses, such as `en-US@posix`. */

const FALLBACK = "en-GB";

/** The first of `tags` that Intl accepts; British English where none is. */
export function usableLocale(tags: readonly string[]): string {
  for (const tag of tags) {
    try {
      const [canonical] = Intl.getCanonicalLocales(tag);
      if (canonical !== undefined) return canonical;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return FALLBACK;
}

function browserTags(): readonly string[] {
  return typeof navigator === "undefined" ? [] : [...navigator.languages, navigator.language];
}

/** Dates follow the reader's region only where it speaks the catalogue's language. */
export const locale: string = usableLocale(browserTags().filter((tag) => tag.toLowerCase().startsWith("en")));
