// C0 and C1 controls, and the marks that reorder text (Unicode TR 36): a title must not move the cursor, colour the
// terminal or make a path look like another one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside on one line that a terminal can show safely: breaks and tabs become spaces, other controls `�`. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(unsafe, '�');
}
