import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words = /database "([^"]+)" does not exist|role "([^"]+)" does not exist|Unknown database '([^']+)'/i;

/** The volume has a database server's files, but not the database or user the service is told to have. */
export const databaseMissing: Cause = {
  cause: 'database-not-in-volume',
  title: 'The volume does not have the database it should have',
  find(evidence) {
    const { service, probes } = evidence;
    const said = probes
      .filter(({ exit_code, output }) => exit_code !== 0 && words.test(output))
      .map(({ output }) => output.trim().slice(-300));
    const lines = linesLike(evidence, words);
    const match = words.exec(said[0] ?? lines[0] ?? '');
    if (match === null) return undefined;
    const volume = service.mounts.find(({ kind }) => kind === 'volume')?.source;
    return {
      message: `${service.name} runs, and ${match[1] === undefined && match[3] === undefined ? 'the user' : 'the database'} ${match[1] ?? match[2] ?? match[3]} is not in it${volume === undefined ? '' : `: the volume ${volume} was initialised under another name, or its initialisation broke off`}.`,
      evidence: [...said.slice(0, 1), ...lines],
      fix: `Make it inside (CREATE DATABASE, CREATE ROLE), or correct the name in stack.env${volume === undefined ? '' : `; if the volume holds nothing yet, delete it: npm run gantry -- down ${service.name} --volume ${volume}`}.`,
      actions: [startAgain(service.name)],
    };
  },
};
