import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commands, shellWord } from './commands.ts';

it.each(['plain', 'two words', "it's", '$(rm -rf x)', '`id`', 'a"b', '-dash', 'ä/ö', '*', "'"])('hands %s to a shell unharmed', (text) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
});

it('keeps a leading tilde for the shell to read', () => {
  expect(shellWord('~')).toBe('~');
  expect(shellWord('~/notes')).toBe('~/notes');
  expect(shellWord('~/my notes')).toBe("~/'my notes'");
});

it('sets and unsets values of the configuration, and never a secret', () => {
  const changes = [
    { key: 'log.level', value: 'debug' },
    { key: 'stack.file', value: '/a b' },
    { key: 'a.password', value: 'hunter2', isSecret: true },
    { key: 'search.chunkTokens', value: null },
  ];
  expect(commands.configSet({ changes })).toBe(
    "npm run gantry -- config set log.level=debug 'stack.file=/a b' a.password && npm run gantry -- config unset search.chunkTokens",
  );
  expect(commands.configSet({ changes: changes.slice(0, 1), reason: 'to see more', watchSeconds: 5 })).toBe(
    "npm run gantry -- config set log.level=debug --reason 'to see more' --watch 5",
  );
  expect(commands.configEdit({ document: 'variables', isRestarting: false })).toBe(
    'npm run gantry -- config edit --document variables --no-restart',
  );
});

it('writes only what was chosen', () => {
  expect(commands.index({ folder: '~/notes' })).toBe('npm run gantry -- index ~/notes');
  expect(commands.index({ folder: '/a b', collection: 'notes', prune: true })).toBe(
    "npm run gantry -- index '/a b' --collection notes --prune",
  );
  expect(commands.search({ query: 'two words', limit: 5 })).toBe("npm run gantry -- search 'two words' --limit 5");
});

it('names secrets and tokens, and holds no value of either', () => {
  expect(commands.setCredential({ name: 'redis_password', isWeakTaken: true })).toBe(
    'npm run gantry -- credentials set redis_password --accept-weak',
  );
  expect(commands.moveCredentials({ to: 'keychain', isConsented: true })).toBe(
    'npm run gantry -- credentials store --to keychain --accept-unprotected',
  );
  expect(commands.createToken({ name: 'backup script', scopes: ['read', 'search'], days: null, perMinute: 60 })).toBe(
    "npm run gantry -- token create 'backup script' --scope read --scope search --never --per-minute 60",
  );
  expect(commands.editToken({ from: 'a', name: 'b', scopes: ['read'], days: undefined, perMinute: null })).toBe(
    'npm run gantry -- token edit a --name b --scope read --per-minute 0',
  );
});
