import type { SetupChoices, SetupStep } from '#contract';
import type { SetupPorts } from './setup-ports.ts';

/** The profile that is suggested where the file has it. */
const usualProfile = 'core';

/** What was chosen, filled up with what fits what was found: containers where an engine answers, documents where they are. */
export function suggest(
  chosen: { readonly [K in keyof SetupChoices]?: SetupChoices[K] | undefined },
  { engine, storage }: Pick<SetupPorts, 'engine' | 'storage'>,
  profiles: readonly { name: string }[],
): SetupChoices {
  const place = chosen.place ?? (engine().state === 'ok' || storage() === 'stack' ? 'stack' : 'embedded');
  const credentials = chosen.credentials ?? 'generate';
  // What was chosen for containers is kept for the case that they are chosen again.
  if (place === 'embedded') return { place, credentials, profiles: [], storage: 'embedded' };
  return {
    place,
    credentials,
    profiles: chosen.profiles ?? profiles.map(({ name }) => name).filter((name) => name === usualProfile),
    storage: chosen.storage ?? (storage() === 'stack' ? 'stack' : 'embedded'),
  };
}

/** What is to be done for the choices, in order; nothing of it is done. */
export function stepsOf({ place, storage }: SetupChoices, now: ReturnType<SetupPorts['storage']>): SetupStep[] {
  // A database of the person's own is left alone unless the stack's is wanted.
  const moves = storage === 'stack' ? now !== 'stack' : now === 'stack';
  const works = [...(place === 'stack' ? (['secrets', 'images', 'services'] as const) : []), ...(moves ? (['documents'] as const) : [])];
  return works.map((work) => ({ work, state: 'waiting', task: null }));
}
