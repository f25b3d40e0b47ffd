import { useSyncExternalStore } from 'react';

/** What stands behind `#` in the address: `/search?q=a` → path and query. */
export function splitHash(hash: string): { path: string; query: string } {
  const text = hash.replace(/^#/, '');
  const at = text.indexOf('?');
  const path = at === -1 ? text : text.slice(0, at);
  return { path: path.startsWith('/') ? path : `/${path}`, query: at === -1 ? '' : text.slice(at + 1) };
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const hash = `#${to.replace(/^#/, '')}`;
  if (!replace) {
    window.location.hash = hash;
    return;
  }
  history.replaceState(history.state, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Location for wouter that keeps path and query behind the `#`, so nothing of it ever reaches a server. */
export function useHashLocation(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => splitHash(window.location.hash).path), navigate];
}
useHashLocation.hrefs = (href: string) => `#${href}`;

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => splitHash(window.location.hash).query);
}
