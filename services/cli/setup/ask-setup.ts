import type { Client } from '#client';
import type { Setup, SetupChoices } from '#contract';
import { askOne, askSome } from '../ask-choice.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';

/** What the options said; the rest is asked. */
export type GivenChoices = { readonly [K in keyof SetupChoices]?: SetupChoices[K] | undefined };

/** The three questions; each answer is written down at once, so that the setup goes on where it was left. */
export async function askSetup(io: Io, client: Client, { setup, given }: { setup: Setup; given: GivenChoices }): Promise<Setup> {
  let now = setup;
  if (given.place === undefined) {
    const place = await askOne(io, {
      title: `1 of 3  Where do the services run? ${now.engine.reason}.`,
      choices: [
        { value: 'embedded' as const, label: 'Inside Gantry: database, search and embeddings; nothing else is needed' },
        { value: 'stack' as const, label: 'In containers: Postgres, Redis, model server, monitoring … as you choose' },
      ],
      chosen: now.choices.place,
    });
    now = await client.call('setup.save', { place, step: place === 'stack' ? 'credentials' : 'services' });
  }
  if (now.choices.place === 'embedded') return now;
  if (given.credentials === undefined) now = await askCredentials(io, client, now);
  if (given.profiles === undefined) {
    const profiles = await askSome(io, {
      title: '3 of 3  What is to run?',
      choices: now.profiles.map(({ name, services }) => ({ value: name, label: `${name}: ${services.join(', ')}` })),
      chosen: now.choices.profiles,
    });
    now = await client.call('setup.save', { profiles });
  }
  if (given.storage === undefined && now.plan?.services.includes('postgres')) {
    const storage = await askOne(io, {
      title: 'Where are documents kept afterwards?',
      choices: [
        { value: 'embedded' as const, label: 'Inside Gantry' },
        {
          value: 'stack' as const,
          label: 'In the Postgres of the stack; those that are there are copied and verified, the old data stays',
        },
      ],
      chosen: now.choices.storage,
    });
    now = await client.call('setup.save', { storage });
  }
  return now;
}

async function askCredentials(io: Io, client: Client, setup: Setup): Promise<Setup> {
  const missing = setup.missing_credentials.length;
  if (missing === 0) {
    io.stderr.write('\n2 of 3  All secrets of these services are there.\n');
    return client.call('setup.save', { step: 'services' });
  }
  const credentials = await askOne(io, {
    title: `2 of 3  ${missing} ${missing === 1 ? 'secret is' : 'secrets are'} missing (${setup.missing_credentials.join(', ')}).`,
    choices: [
      { value: 'generate' as const, label: 'Make them: strong and random' },
      { value: 'own' as const, label: `Enter some yourself, in another terminal, before you go on: ${hint(io, 'credentials set <name>')}` },
    ],
    chosen: setup.choices.credentials,
  });
  return client.call('setup.save', { credentials, step: 'services' });
}
