import type { Cause } from '../evidence.ts';
import { commandMissing } from './command-missing.ts';
import { configError } from './config-error.ts';
import { databaseMissing } from './database-missing.ts';
import { dependencyUnhealthy } from './dependency-unhealthy.ts';
import { diskFull } from './disk-full.ts';
import { healthCheckFails } from './health-check-fails.ts';
import { healthcheckToolMissing } from './healthcheck-tool-missing.ts';
import { imageMissing } from './image-missing.ts';
import { modelMissing } from './model-missing.ts';
import { outOfMemory } from './out-of-memory.ts';
import { portTaken } from './port-taken.ts';
import { programEnded } from './program-ended.ts';
import { startPeriodShort } from './start-period-short.ts';
import { volumePermission } from './volume-permission.ts';
import { wrongPassword } from './wrong-password.ts';

/** All known causes, the most certain first. */
export const causes: readonly Cause[] = [
  imageMissing,
  portTaken,
  outOfMemory,
  diskFull,
  wrongPassword,
  databaseMissing,
  modelMissing,
  healthcheckToolMissing,
  volumePermission,
  commandMissing,
  configError,
  startPeriodShort,
  dependencyUnhealthy,
];

/** Asked only where none of the others fits. */
export const generalCauses: readonly Cause[] = [healthCheckFails, programEnded];
