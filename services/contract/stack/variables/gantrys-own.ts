import { prefixed } from './every-service.ts';
import { choice, path, port, text } from './variable.ts';

/**
 * What Gantry tells the compose files itself. They are no entries of the configuration: the settings decide. `stack.env` may
 * hold them all the same, for plain Compose reads the same file and knows nothing of Gantry's settings.
 */
export const gantrysOwnVariables = prefixed('', null, {
  GANTRY_PROJECT: text({
    pattern: /^[a-z0-9][a-z0-9_-]{0,62}$/,
    rule: 'must be lower-case letters, digits, - and _',
    description: 'Name in front of containers, volumes and networks; the setting `stack.project`.',
  }),
  GANTRY_SECRETS: path({ description: 'Folder of the secrets, one file each.' }),
  GANTRY_TARGETS: path({
    description: "Folder of Prometheus' target files: 0755, its files 0644, for Prometheus is not your user.",
  }),
  GANTRY_PORT: port({ description: 'Port of the local API, for Open WebUI; the setting `server.port`.' }),
  HOME: path({ description: 'Your home folder, where models and secrets lie unless said otherwise.' }),
  STACK_ENV: choice({
    choices: ['dev', 'staging', 'prod'],
    description: 'Which overlay is laid over the file. Of the environment of Gantry, not of this file.',
  }),
});
