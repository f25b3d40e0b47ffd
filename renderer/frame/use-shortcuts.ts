import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { pageRoutes } from '../routes.tsx';
import { createShortcutReader } from './shortcuts.ts';

/** Where letters are typed, or belong to something in front of the page. */
const typingElements = 'input, textarea, select, [contenteditable="true"], [role="dialog"]';

/** Listens to `g` + letter, `/` and `?` wherever the focus is, except in fields and dialogs. */
export function useShortcuts({ showKeys }: { showKeys: () => void }): void {
  const [path, navigate] = useLocation();
  const act = useEffectEvent((event: KeyboardEvent, read: ReturnType<typeof createShortcutReader>) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const shortcut = read({
      key: event.key,
      hasModifier: event.ctrlKey || event.metaKey || event.altKey,
      isTyping: target?.closest(typingElements) != null,
      at: event.timeStamp,
    });
    if (shortcut === undefined) return;
    event.preventDefault();
    if (shortcut.kind === 'keys') showKeys();
    else if (shortcut.kind === 'page') navigate(pageRoutes.find(({ key }) => key === shortcut.key)?.path ?? '/');
    else if (path === '/search') document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
    else navigate('/search');
  });
  useEffect(() => {
    const read = createShortcutReader(pageRoutes.map(({ key }) => key));
    const listener = (event: KeyboardEvent) => act(event, read);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
