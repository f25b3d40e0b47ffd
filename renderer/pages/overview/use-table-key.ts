import { useEffect, useEffectEvent } from 'react';

/** `v` shows the charts as a table and back. */
export function useTableKey(toggle: () => void): void {
  const act = useEffectEvent(toggle);
  useEffect(() => {
    const listener = ({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent) => {
      const isTyping = target instanceof Element && target.closest('input:not([type="radio"]), textarea, [role="dialog"]') !== null;
      if (key === 'v' && !ctrlKey && !metaKey && !altKey && !isTyping) act();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
