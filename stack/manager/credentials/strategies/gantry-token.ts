import type { Rotation, RotationTools } from '../rotation.ts';
import { affected, replaceAndRestart } from './restart.ts';

/** The token of the stack: the local API accepts both until every service that runs has the new one. */
export async function rotateGantryToken(tools: RotationTools, rotation: Rotation): Promise<void> {
  const { credential, next, step, undo } = rotation;
  const before = await tools.store.read(credential.name);
  step('lets in both values at the local API');
  // A run that was cut off may have written the file; then the local API has read it at its start.
  const roll = (await tools.apiToken.accepts(next)) ? undefined : await tools.apiToken.roll(next);
  if (roll !== undefined) undo('the token at the local API', () => roll.abort());
  await replaceAndRestart(tools, rotation, { before, services: affected(tools, rotation) });
  step('drops the former value');
  await roll?.commit();
}
