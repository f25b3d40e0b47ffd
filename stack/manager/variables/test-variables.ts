import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from '#platform/files';
import { resolvePaths } from '#platform/paths';
import { createStackFiles } from '../files/stack-files.ts';

/** The compose files of Gantry, or one of the test's own, with a home of its own. */
export async function makeStackFiles({ environment = 'dev', compose }: { environment?: string; compose?: string } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'gantry-variables-'));
  const paths = resolvePaths({ GANTRY_HOME: home });
  for (const path of Object.values(paths)) await makePrivateFolder(path);
  const file = compose === undefined ? '' : join(home, 'compose.yaml');
  if (compose !== undefined) await writeFile(file, compose);
  const secretsFolder = () => join(paths.config, 'secrets');
  const files = createStackFiles({ paths, environment, file, project: 'gantry', secretsFolder, apiPort: () => 8091 });
  return { files, home, file, remove: () => rm(home, { recursive: true, force: true }) };
}
