import './theme.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ApiProvider } from './api/api-context.tsx';
import { createPanelApi } from './api/panel-api.ts';
import { windowBridge } from './api/window-bridge.ts';
import { App } from './frame/app.tsx';
import { useHashLocation, useHashSearch } from './hash-location.ts';
import { LanguageProvider } from './i18n/language-provider.tsx';
import { loadMessages, storedLocale } from './i18n/locale.ts';
import { colorSchemeManager, theme } from './theme.ts';

/** Storage may be blocked by the browser; the panel then forgets at every reload and works all the same. */
function reachableStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

async function showPanel(root: HTMLElement): Promise<void> {
  const storage = reachableStorage();
  const locale = storedLocale(storage);
  const api = createPanelApi({ bridge: windowBridge(), storage });
  const enter = () => void api.session.enterByLink();
  window.addEventListener('hashchange', enter);
  enter();
  const messages = await loadMessages(locale);
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} colorSchemeManager={colorSchemeManager} defaultColorScheme="auto">
        <LanguageProvider initial={{ locale, messages }} storage={storage}>
          <ApiProvider api={api}>
            <Router hook={useHashLocation} searchHook={useHashSearch} hrefs={useHashLocation.hrefs}>
              <App />
            </Router>
          </ApiProvider>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root !== null) void showPanel(root);
