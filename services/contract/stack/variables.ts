import { everyService, sharedVariables } from './variables/every-service.ts';
import { gantrysOwnVariables } from './variables/gantrys-own.ts';
import { llamaCppVariables } from './variables/llama-cpp.ts';
import { mindsdbVariables } from './variables/mindsdb.ts';
import { nginxVariables } from './variables/nginx.ts';
import { grafanaVariables, jaegerVariables, prometheusVariables } from './variables/observability.ts';
import { openWebuiVariables } from './variables/open-webui.ts';
import { postgresVariables } from './variables/postgres.ts';
import { qdrantVariables } from './variables/qdrant.ts';
import { redisVariables } from './variables/redis.ts';
import type { VariableDeclaration } from './variables/variable.ts';

export { everyService, variablePrefix } from './variables/every-service.ts';
export type { VariableDeclaration, VariableKind } from './variables/variable.ts';

/** Every variable of stack/compose.yaml and its overlays by name, in the order of the services. */
export const stackVariables: Readonly<Record<string, VariableDeclaration>> = {
  ...sharedVariables,
  ...postgresVariables,
  ...redisVariables,
  ...qdrantVariables,
  ...llamaCppVariables,
  ...openWebuiVariables,
  ...prometheusVariables,
  ...grafanaVariables,
  ...jaegerVariables,
  ...nginxVariables,
  ...mindsdbVariables,
  ...everyService('aider'),
  ...everyService('autogpt'),
};

/** Variables Gantry gives the compose files itself, from its settings and folders. */
export const ownVariables: Readonly<Record<string, VariableDeclaration>> = gantrysOwnVariables;
