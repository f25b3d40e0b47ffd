import type { ShippedVariable } from '#stack';
import { settingsTables } from './settings-tables.ts';
import { limitsMeaning, limitsTable, servicesOf, serviceTable } from './variables-tables.ts';

/** docs/configuration.md, made of the declarations and of the files that come with Gantry. */
export async function configurationPage(variables: readonly ShippedVariable[]): Promise<string> {
  const stackVariables = variables.filter(({ name }) => !isOwn(name));
  const services = servicesOf(stackVariables).flatMap((service) => {
    const found = serviceTable(stackVariables, service);
    return found === '' ? [] : [`### ${service}\n\n${found}\n`];
  });
  return `<!-- Made by \`npm run docs\` from services/contract/settings/, services/contract/stack/ and stack/. Change those, not this. -->

# Configuration

Two files in the configuration folder hold what a person decides: \`config.yaml\` for Gantry itself, \`stack.env\` for the containers. Both can
be edited by hand, in the panel (page Configuration), or by \`gantry config\`. What is wrong is refused with key, rule and line.
\`gantry config explain <key>\` shows what counts, what each layer says and where, and what the containers really have.

${settingsIntroduction}

## Settings

Restarts: what must start again before a changed value counts. Where a default differs between environments, that of dev stands first.

${await settingsTables()}
## Variables of the stack

${variablesIntroduction}

### Every service

${serviceTable(stackVariables, null)}

Image and limits have the same names for each service, after its prefix:

${limitsMeaning()}

${limitsTable(stackVariables)}

${services.join('\n')}
### Gantry's own

Gantry gives these to the compose files itself, from its settings and folders. \`stack.env\` needs them only where plain Compose reads it without
Gantry; a dash means that Compose itself has a value, or none is needed.

${serviceTable(
  variables.filter(({ name }) => isOwn(name)),
  null,
)}
`;
}

function isOwn(name: string): boolean {
  return /^(GANTRY_|HOME$|STACK_ENV$)/.test(name);
}

const settingsIntroduction = `## Layers

| Layer, the highest last | Settings                                        | Variables                            |
| ----------------------- | ----------------------------------------------- | ------------------------------------ |
| default                 | built in                                        | \`stack/compose.yaml\`                 |
| stack                   | \`stack/config/config.yaml\`                      |                                      |
| overlay of \`STACK_ENV\`  | \`stack/config/config.prod.yaml\` and its like    | \`stack/compose.prod.yaml\` and its like |
| user                    | \`config.yaml\` of the configuration folder       | \`stack.env\` of the configuration folder |
| environment             | \`GANTRY__SECTION__KEY\`, also \`GANTRY_PORT\`      |                                      |
| command line            | options of \`gantry serve\`                       |                                      |

\`STACK_ENV\` is \`dev\` (the default), \`staging\` or \`prod\`; anything else is refused. A setting in the environment is written with two underscores
between section and key and one between its words: \`GANTRY__SEARCH__HNSW_EF_SEARCH=80\`.

No setting and no variable holds a secret: passwords and keys are files of their own (see [security](security.md)), and a setting that needs one names
the file. Values marked secret in these tables would never be shown, logged or kept in the environment.

Editors that read JSON Schema know keys, types and ranges with this first line in \`config.yaml\`:

\`\`\`yaml
# yaml-language-server: $schema=/path/to/gantry/docs/reference/config.schema.json
\`\`\`

The schemas are [config.schema.json](reference/config.schema.json) and [stack.env.schema.json](reference/stack.env.schema.json); a running Gantry gives
the same by \`GET /config/schema\`.`;

const variablesIntroduction = `\`stack.env\` has lines \`NAME=value\`; [.env.example](../.env.example) has them all, commented out. Plain Compose reads the same file with \`--env-file\`.
A dash means that the environment does not use the variable: ports that only dev publishes, for example. Before a change counts, the services made of
the variable start again; a changed limit is set in the running container. Values in \`stack.env\` are tried before: the compose files are read with
them, and Postgres, Redis, nginx and Prometheus are asked in their running containers (\`check.sh\` in their folders of \`stack/services/\`).`;
