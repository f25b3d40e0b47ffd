import { GantryError } from '#contract';
import type { Compose, ComposeService } from './compose-model.ts';
import { parseCompose } from './parse-compose.ts';

/** Parses texts as `/project/compose.yaml`, `/project/over1.yaml`, …; `$` is for the caller to write. */
export function parseTexts(texts: readonly string[], variables: Record<string, string> = {}): Compose {
  const files = texts.map((text, index) => ({ path: index === 0 ? '/project/compose.yaml' : `/project/over${index}.yaml`, text }));
  return parseCompose({ files, variables });
}

/** A service `web` with these lines; the first of them is line 5 of `compose.yaml`. */
export function webFile(lines: string): string {
  const body = lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `name: test\nservices:\n  web:\n    image: nginx:1.29.1\n${body}\n`;
}

/** The service of `webFile`. */
export function readWeb(lines: string, variables: Record<string, string> = {}): ComposeService {
  const { web } = parseTexts([`${webFile(lines)}${declarations}`], variables).services;
  if (web === undefined) throw new Error('no web');
  return web;
}

const declarations = `  db:
    image: postgres:17
    healthcheck: { test: 'true' }
networks: { front: {}, back: {} }
volumes: { data: {} }
secrets: { password: { file: ./password } }
`;

/** The error that parsing gives. */
export function errorOf(parse: () => unknown): GantryError {
  try {
    parse();
  } catch (error) {
    if (error instanceof GantryError) return error;
    throw error;
  }
  throw new Error('it was parsed');
}
