import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl';
import type { Messages } from './en/index.ts';
import { createFormats, type Formats } from './formats.ts';
import { type Locale, loadMessages, storeLocale } from './locale.ts';

interface Language {
  locale: Locale;
  formats: Formats;
  choose(locale: Locale): Promise<void>;
}

const LanguageContext = createContext<Language | undefined>(undefined);

interface LanguageProviderProps {
  initial: { locale: Locale; messages: Messages };
  storage: Storage | undefined;
  children: ReactNode;
}

/** The language of everything below, and the way to choose another without a reload. */
export function LanguageProvider({ initial, storage, children }: LanguageProviderProps) {
  const [{ locale, messages }, setCatalogue] = useState(initial);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo<Language>(
    () => ({
      locale,
      formats: createFormats(locale),
      async choose(next) {
        setCatalogue({ locale: next, messages: await loadMessages(next) });
        storeLocale(storage, next);
      },
    }),
    [locale, storage],
  );
  return (
    <LanguageContext value={language}>
      <IntlProvider locale={locale} messages={messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

/** @throws Error outside of LanguageProvider: a mistake in the code */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === undefined) throw new Error('useLanguage needs a LanguageProvider above it');
  return language;
}

export function useFormats(): Formats {
  return useLanguage().formats;
}
