import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readIfThere, writeDurably } from '#platform/files';
import type { Paths } from '#platform/paths';
import { expandHome, projectRoot } from '#platform/paths';
import { type Compose, loadCompose, readComposeFiles } from '../compose-file/index.ts';
import { envValues } from './env-text.ts';

export interface StackFilesOptions {
  readonly paths: Paths;
  /** STACK_ENV; the overlay `compose.<environment>.yaml` beside the file is laid over it where it is there. */
  readonly environment: string;
  /** Setting `stack.file`; empty is Gantry's own. */
  readonly file: string;
  readonly project: string;
  /** Folder of the plain files of the secrets; another one after they were moved. */
  secretsFolder(): string;
  /** Port of the local API, for what is told to containers. */
  apiPort(): number;
}

/** The compose files with the variables Gantry gives them, read again only when one of them changed. */
export function createStackFiles({ paths, environment, file, project, secretsFolder, apiPort }: StackFilesOptions) {
  const base = file === '' ? join(shippedFolder(), 'compose.yaml') : expandHome(file);
  const overlay = join(dirname(base), `${basename(base).replace(/\.ya?ml$/, '')}.${environment}.yaml`);
  const files = existsSync(overlay) ? [base, overlay] : [base];
  /** Where ports, limits and versions that were changed are written; plain Compose reads it with `--env-file`. */
  const envFile = join(paths.config, 'stack.env');
  const targetsFolder = join(paths.state, 'stack', 'targets');
  let known: { stamp: string; compose: Compose } | undefined;

  const stampOf = (path: string) => {
    try {
      const { mtimeMs, size, ino } = statSync(path);
      return `${mtimeMs} ${size} ${ino}`;
    } catch {
      return 'none';
    }
  };

  /** Gantry's own variables. Those of `stack.env`, which a person may edit, win over them. */
  function own(): Record<string, string> {
    return {
      HOME: homedir(),
      STACK_ENV: environment,
      GANTRY_PROJECT: project,
      GANTRY_SECRETS: secretsFolder(),
      GANTRY_TARGETS: targetsFolder,
      GANTRY_PORT: String(apiPort()),
    };
  }

  /** Text of `stack.env`; empty where there is none. */
  async function readVariables(): Promise<string> {
    return (await readIfThere(envFile)) ?? '';
  }

  return {
    files,
    envFile,
    targetsFolder,
    own,
    /** The compose files as they are. @throws GantryError `compose_invalid` where one cannot be read */
    read: () => readComposeFiles(files),
    readVariables,
    /** What `stack.env` itself sets. */
    userValues: async () => envValues(await readVariables()),
    /** The files with `stack.env` having this text. @throws GantryError `compose_invalid` */
    async parse(envText: string, profiles: readonly string[] = []): Promise<Compose> {
      return loadCompose({ files, variables: { ...own(), ...envValues(envText) }, project, profiles });
    },
    /** Writes where Prometheus finds the local API. Its user is nobody, so others must be able to read it; it holds no secret. */
    async writeTargets(): Promise<void> {
      await mkdir(targetsFolder, { recursive: true });
      await chmod(targetsFolder, 0o755);
      await writeDurably(join(targetsFolder, 'gantry.yaml'), `- targets: [gantry-host:${apiPort()}]\n`, 0o644);
    },
    /** @throws GantryError `compose_invalid` */
    async load(): Promise<Compose> {
      const stamp = [...files, envFile].map(stampOf).join('|') + apiPort() + secretsFolder();
      if (known?.stamp === stamp) return known.compose;
      const compose = await this.parse(await readVariables());
      known = { stamp, compose };
      return compose;
    },
  };
}

export type StackFiles = ReturnType<typeof createStackFiles>;

/** The files that come with Gantry. Containers mount them, so in a packaged program they stand beside its archive. */
export function shippedFolder(): string {
  return join(projectRoot().replace(/app\.asar$/, 'app.asar.unpacked'), 'stack');
}
