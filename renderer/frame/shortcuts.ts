/** What a key press asks for. */
export type Shortcut = { kind: 'page'; key: string } | { kind: 'search' } | { kind: 'keys' };

export interface KeyPress {
  key: string;
  hasModifier: boolean;
  /** Whether the focus is where letters are typed. */
  isTyping: boolean;
  /** Milliseconds, any origin. */
  at: number;
}

/** Longest time between `g` and the letter of a page. */
const prefixMs = 1200;

/** Reads single keys and `g` + letter; everything typed into a field is left alone. */
export function createShortcutReader(pageKeys: readonly string[]): (press: KeyPress) => Shortcut | undefined {
  let prefixAt = Number.NEGATIVE_INFINITY;
  return ({ key, hasModifier, isTyping, at }) => {
    const isAfterPrefix = at - prefixAt <= prefixMs;
    prefixAt = Number.NEGATIVE_INFINITY;
    if (hasModifier || isTyping) return undefined;
    if (isAfterPrefix) return pageKeys.includes(key) ? { kind: 'page', key } : undefined;
    if (key === 'g') prefixAt = at;
    if (key === '/') return { kind: 'search' };
    if (key === '?') return { kind: 'keys' };
    return undefined;
  };
}
