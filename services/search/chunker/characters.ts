/** Whitespace as `\s` has it, by code, for loops in which a regular expression per character would be slow. */
export function isSpace(code: number): boolean {
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  if (code < 160) return false;
  return (
    code === 160 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** Ideographs, each of which is a word of its own to the tokenizer; by code point. */
export function isIdeograph(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x2fa1f)
  );
}

/** Marks the tokenizer splits words at: ASCII punctuation and the CJK block. Others only make a piece a little longer. */
export function isPunctuation(code: number): boolean {
  return (
    (code >= 33 && code <= 47) ||
    (code >= 58 && code <= 64) ||
    (code >= 91 && code <= 96) ||
    (code >= 123 && code <= 126) ||
    (code >= 0x3001 && code <= 0x3003) ||
    (code >= 0xff01 && code <= 0xff0f)
  );
}

/** The nearest place at or before `index` (but after `from`) that parts neither a surrogate pair nor a letter from its marks. */
export function safeCut(text: string, index: number, from: number): number {
  let cut = index;
  while (cut > from + 1 && cut < text.length && joinsWithNext(text, cut)) cut -= 1;
  // Nothing but marks: only the surrogate pair counts then.
  if (cut === from + 1 && cut < text.length && isLowSurrogate(text.charCodeAt(cut)) && isHighSurrogate(text.charCodeAt(cut - 1))) cut += 1;
  return cut;
}

function joinsWithNext(text: string, cut: number): boolean {
  const next = text.charCodeAt(cut);
  const before = text.charCodeAt(cut - 1);
  if (isLowSurrogate(next) && isHighSurrogate(before)) return true;
  if (next < 0x300) return false;
  // 200d joins emoji, fe0f chooses their form.
  return next === 0x200d || before === 0x200d || next === 0xfe0f || /\p{M}/u.test(String.fromCharCode(next));
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
