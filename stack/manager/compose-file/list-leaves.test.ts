import { expect, it } from 'vitest';
import { listLeaves } from './list-leaves.ts';

const base = `
x-all: &all
  restart: \${RESTART:-no}
services:
  one:
    <<: *all
    image: \${IMAGE:-a:1}
    environment:
      LEVEL: \${LEVEL:-info}
      PLAIN: text
    memswap_limit: \${SWAP:-\${MEMORY:-5m}}
    command: [run, "--size=\${SIZE:-1GB}"]
secrets:
  key:
    file: \${FOLDER:-/x}/key
`;
const overlay = `
services:
  one:
    environment:
      LEVEL: \${LEVEL:-debug}
`;

const list = (variables: Record<string, string> = {}) =>
  listLeaves({
    files: [
      { path: '/f/compose.yaml', text: base },
      { path: '/f/compose.dev.yaml', text: overlay },
    ],
    variables,
  });

it('lists what is made of variables, as the overlay leaves it, with line and the place of each variable in it', () => {
  const leaves = list({ MEMORY: '7m' }).map(({ service, keys, place, value, variables }) => [
    service,
    keys.join('.'),
    `${place.file}:${place.line}`,
    value,
    variables.join(),
  ]);
  expect(leaves).toEqual([
    ['one', 'image', 'compose.yaml:7', 'a:1', 'IMAGE'],
    ['one', 'environment.LEVEL', 'compose.dev.yaml:5', 'debug', 'LEVEL'],
    ['one', 'memswap_limit', 'compose.yaml:11', '7m', 'SWAP,MEMORY'],
    ['one', 'command.1', 'compose.yaml:12', '--size=1GB', 'SIZE'],
    ['one', 'restart', 'compose.yaml:3', 'no', 'RESTART'],
    [undefined, 'secrets.key.file', 'compose.yaml:15', '/x/key', 'FOLDER'],
  ]);
  const size = list().find(({ keys }) => keys[0] === 'command');
  expect(size?.spans).toEqual([{ start: 7, end: 10, knob: { variable: 'SIZE', fallback: '1GB' } }]);
});
