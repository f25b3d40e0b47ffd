/**
 * Splits a command line into words as Compose does (POSIX quotes and backslashes, no expansion).
 * Calls `fail` with the rule where a shell would be needed, for Compose would silently cut the command there.
 */
export function splitCommand(line: string, fail: (rule: string) => never): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && quote !== "'") {
      at += 1;
      if (at === line.length) fail('ends with a single backslash.');
      word = (word ?? '') + line.charAt(at);
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (';&|<>()`'.includes(char)) {
      fail('uses a sign that needs a shell; write it as a list: ["sh", "-c", "…"].');
    } else word = (word ?? '') + char;
  }
  if (quote !== '') fail('has a quote that is not closed.');
  if (word !== undefined) words.push(word);
  return words;
}
