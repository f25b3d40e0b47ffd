/** A value a running program was given by a variable. */
export interface GivenValue {
  readonly variable: string;
  /** Where it stands in the service, as in the compose file: `['environment', 'LEVEL']`, `['command', '2']`. */
  readonly keys: readonly string[];
  /** The whole text there, as the container has it: `shared_buffers=128MB`. */
  readonly text: string;
}

/** What a program says of a value. */
export interface Answer {
  readonly variable: string;
  readonly actual: string;
  /** Where the other value would be from, and what makes them equal. */
  readonly detail: string;
}

export interface Ask {
  readonly given: readonly GivenValue[];
  /** Runs a command in the container. `exitCode` is undefined where it did not end in time. */
  run(command: readonly string[], options?: { stdin?: string }): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>;
}

/** How one program is asked for the values it works with or has stored. */
export interface Application {
  readonly service: string;
  /** Answers for those of the given values it knows. @throws Error with the reason in words where it cannot be asked */
  ask(ask: Ask): Promise<Answer[]>;
}

/** Name and value of `name=value` or `--name=value`. */
export function splitOption(text: string): { name: string; value: string } | undefined {
  const [, name, value] = /^(?:--)?([A-Za-z][A-Za-z0-9_.-]*)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

/** Standard output of a command that must succeed. @throws Error with its last words */
export async function outputOf(ask: Ask, command: readonly string[], stdin?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await ask.run(command, stdin === undefined ? {} : { stdin });
  if (exitCode === 0) return stdout;
  throw new Error(
    lastLine(stderr) || lastLine(stdout) || (exitCode === undefined ? 'it gave no answer in time' : `its answer ended with ${exitCode}`),
  );
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
