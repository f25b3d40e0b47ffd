import type { Messages } from './en/index.ts';

export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

/** Same key as in public/first-paint.js. */
const storageKey = 'gantry.locale';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

/** The language chosen before, else the first of the browser's that there is a catalogue for, else English. */
export function chooseLocale(stored: string | null | undefined, preferred: readonly string[]): Locale {
  const isLocale = (text: string): text is Locale => (locales as readonly string[]).includes(text);
  if (stored && isLocale(stored)) return stored;
  for (const tag of preferred) {
    const language = tag.split('-')[0]?.toLowerCase() ?? '';
    if (isLocale(language)) return language;
  }
  return 'en';
}

export function storedLocale(storage: Storage | undefined): Locale {
  return chooseLocale(storage?.getItem(storageKey), navigator.languages);
}

export function storeLocale(storage: Storage | undefined, locale: Locale): void {
  storage?.setItem(storageKey, locale);
}

/** Catalogues come when they are needed: a person reads one. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  return locale === 'de' ? (await import('./de/index.ts')).de : (await import('./en/index.ts')).en;
}
