const secretWords = /pass(word|wd)?|secret|token|api_?key|private_?key|credential/i;

/** Whether a variable of this name likely holds a secret that a person wrote into a file all the same. `…_FILE` names a file only. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name) && !/_FILE$/i.test(name);
}
