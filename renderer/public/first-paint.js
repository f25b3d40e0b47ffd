// Runs before the first paint, so that a dark panel never flashes white. Keys as in theme.ts and i18n/locale.ts.
(() => {
  let scheme = 'auto';
  let locale = navigator.language;
  try {
    scheme = localStorage.getItem('gantry.color-scheme') || scheme;
    locale = localStorage.getItem('gantry.locale') || locale;
  } catch {
    // Storage may be blocked; the system's choice holds then.
  }
  const isDark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  document.documentElement.lang = locale.startsWith('de') ? 'de' : 'en';
})();

// The content security policy forbids code made from text; zod would otherwise try it at each schema.
globalThis.__zod_globalConfig = { jitless: true };
