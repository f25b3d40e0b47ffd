import { type RefObject, useEffect, useRef } from 'react';

/** Gives the focus to an element of a dialog as soon as it can be used, unless the person has gone to another meanwhile. */
export function useFocusWhen<T extends HTMLElement>(isUsable: boolean): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    // The dialog itself gives it to the button that closes it, which has a label in place of words.
    const isElsewhere = document.activeElement?.matches('[role=dialog] :is(input, select, summary, a, button:not([aria-label]))');
    if (isUsable && !isElsewhere) element.current?.focus();
  }, [isUsable]);
  return element;
}
