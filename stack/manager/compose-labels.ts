import type { Compose, ComposeService } from './compose-file/index.ts';

/** Labels by which Docker Compose knows its own, so that `docker compose ps` sees what Gantry started (compose-spec, "Labels"). */
export const composeLabels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  configHash: 'com.docker.compose.config-hash',
  containerNumber: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  dependsOn: 'com.docker.compose.depends_on',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  version: 'com.docker.compose.version',
} as const;

/** Keyed digest of the secrets a container was made with; tells that they changed and nothing else. */
export const secretsLabel = 'gantry.secrets';

/** Compose's version whose labels these are. */
const composeVersion = '2.26.1';

/** Labels of a service's container. */
export function containerLabels(
  compose: Compose,
  service: ComposeService,
  digests: { config: string; secrets: string },
): Record<string, string> {
  return {
    ...service.labels,
    [composeLabels.project]: compose.project,
    [composeLabels.service]: service.name,
    [composeLabels.configHash]: digests.config,
    [composeLabels.containerNumber]: '1',
    [composeLabels.oneoff]: 'False',
    [composeLabels.workingDir]: compose.folder,
    [composeLabels.configFiles]: compose.files.join(','),
    [composeLabels.version]: composeVersion,
    [composeLabels.dependsOn]: service.dependsOn
      .map(({ service: name, condition, restart }) => `${name}:${condition}:${restart}`)
      .join(','),
    [secretsLabel]: digests.secrets,
  };
}

/** Name Compose gives the one container of a service. */
export function containerName(compose: Compose, service: ComposeService): string {
  return service.containerName ?? `${compose.project}-${service.name}-1`;
}
