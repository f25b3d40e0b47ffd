import { describe, expect, it } from 'vitest';
import { activeServices } from './active-services.ts';
import { errorOf, parseTexts } from './test-compose.ts';

const compose = parseTexts([
  `services:
  always: { image: x }
  core: { image: x, profiles: [core] }
  ui: { image: x, profiles: [ui], depends_on: [model] }
  model: { image: x, profiles: [llm], depends_on: { disk: { condition: service_started }, core: { condition: service_started, required: false } } }
  disk: { image: x, profiles: [disk] }
`,
]);

describe('activeServices', () => {
  it.each([
    [[], [], ['always']],
    [['core'], [], ['always', 'core']],
    [['ui'], [], ['always', 'disk', 'model', 'ui']],
    [['core', 'llm'], [], ['always', 'core', 'disk', 'model']],
    [['*'], [], ['always', 'core', 'disk', 'model', 'ui']],
    [[], ['model'], ['always', 'disk', 'model']],
    [['core'], ['disk'], ['always', 'core', 'disk']],
  ])('profiles %j and services %j make %j active', (profiles, services, expected) => {
    expect(activeServices(compose, { profiles, services }).map(({ name }) => name)).toEqual(expected);
  });

  it('refuses names the file does not have', () => {
    expect(errorOf(() => activeServices(compose, { profiles: ['cor'], services: [] }))).toMatchObject({
      code: 'profile_unknown',
      message: 'The compose file has no such profile; it has core, disk, llm, ui.',
    });
    expect(errorOf(() => activeServices(compose, { profiles: [], services: ['toString'] })).code).toBe('service_unknown');
  });
});
