import type { EngineInfo, GantryError, PlanProblem, SetupPlan, Stack, Task } from '#contract';
import type { ChangeTask } from '../change/change-task.ts';
import type { ChangeTools } from '../change/change-tools.ts';
import { selectUp, usualProfile } from '../change/select-services.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { StackPorts } from '../ports/stack-ports.ts';
import type { PullTask } from '../pull/pull-task.ts';
import { medianOf } from '../state/service-record.ts';
import { longestChain } from './longest-chain.ts';

/** What the setup asks of the stack. Profiles are those to start; all calls but `engine` and `hasStarted` read the compose file anew. */
export interface StackSetup {
  engine(): EngineInfo;
  /** Whether a service was ever started with this home. */
  hasStarted(): boolean;
  /** Profiles of the file with their services, the usual one first. @throws GantryError `compose_invalid` */
  profiles(): Promise<Pick<Stack['profiles'][number], 'name' | 'services'>[]>;
  /** @throws GantryError `compose_invalid`, `profile_unknown`, `engine_unavailable` */
  plan(profiles: readonly string[]): Promise<SetupPlan>;
  /** Names of the secrets their services need and that are not there. @throws GantryError `compose_invalid`, `profile_unknown` */
  missingSecrets(profiles: readonly string[]): Promise<string[]>;
  /** Makes those; gives their names. @throws GantryError `compose_invalid` where one lies outside of Gantry's own folder */
  makeSecrets(profiles: readonly string[]): Promise<string[]>;
  /** A task that brings the images that are not here; undefined: all are. */
  pullMissing(profiles: readonly string[], cause: string): Promise<Task | undefined>;
  /** A task that starts them in the order of their health. */
  start(profiles: readonly string[], cause: string): Promise<Task>;
}

export interface StackSetupOptions {
  readonly tools: ChangeTools;
  readonly ports: StackPorts;
  readonly changes: ChangeTask;
  readonly pulls: PullTask;
}

/** The stack as the setup sees it: what profiles cost, as far as it was measured, and the pieces of starting them. */
export function createStackSetup({ tools, ports, changes, pulls }: StackSetupOptions): StackSetup {
  const { engine, book, desired, records, secrets, pullRecord, loadCompose } = tools;

  async function select(profiles: readonly string[]): Promise<{ compose: Compose; services: ComposeService[] }> {
    const compose = await loadCompose();
    return { compose, services: selectUp(compose, { profiles, services: [] }) };
  }

  /** What is healthy already costs no time. */
  const isUp = (name: string) => {
    const container = book.container(name);
    return container?.status === 'running' && book.isHealthy(container);
  };

  async function describeImages(services: readonly ComposeService[]): Promise<Pick<SetupPlan, 'images' | 'download'>> {
    const pulled = await pullRecord.read();
    const first = new Map(services.map(({ image, name }) => [image, name]).reverse() as [string, string][]);
    const images = await Promise.all(
      [...first].reverse().map(async ([image, service]) => {
        const found = await engine.imageId(image);
        return { image, service, is_present: found !== undefined, bytes: found?.bytes ?? pulled.images[image] ?? null };
      }),
    );
    const missing = images.filter((image) => !image.is_present);
    const known = missing.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    const unknown = missing.filter(({ bytes }) => bytes === null).length;
    const seconds = missing.length === 0 ? 0 : unknown > 0 || pulled.bytesPerSecond === null ? null : known / pulled.bytesPerSecond;
    return { images, download: { known_bytes: known, unknown_images: unknown, seconds } };
  }

  return {
    engine: () => engine.info(),
    hasStarted: () =>
      desired.list().length > 0 ||
      Object.keys(book.containers()).length > 0 ||
      Object.keys(book.compose()?.services ?? {}).some((name) => records.of(name).readyMs.length > 0),
    async profiles() {
      const { profiles, services } = await loadCompose();
      return [usualProfile, ...profiles.filter((name) => name !== usualProfile)]
        .filter((name) => profiles.includes(name))
        .map((name) => ({
          name,
          services: Object.values(services)
            .filter((service) => service.profiles.includes(name))
            .map((service) => service.name),
        }));
    },
    async plan(profiles) {
      const { compose, services } = await select(profiles);
      const request = { verb: 'up' as const, profiles, services: [], recreate: false, remove: true, volumes: [] };
      const [plan, images, disk] = await Promise.all([
        makePlan(tools, ports, { compose, request }),
        describeImages(services),
        engine.disk().catch(() => undefined),
      ]);
      return {
        services: plan.services,
        memory: plan.memory ?? { needed_bytes: 0, limit_bytes: 0, available_bytes: null },
        ...images,
        start_seconds: inSeconds(longestChain(services, (name) => (isUp(name) ? 0 : medianOf(records.of(name).readyMs)))),
        start_seconds_most:
          inSeconds(longestChain(services, (name) => (isUp(name) ? 0 : (compose.services[name]?.healthcheck?.startPeriodMs ?? 0)))) ?? 0,
        disk_free_bytes: disk?.freeBytes ?? null,
        problems: plan.problems.filter((problem) => !isMadeByItself(problem)),
      };
    },
    async missingSecrets(profiles) {
      const { compose, services } = await select(profiles);
      return secrets.missing(compose, services);
    },
    async makeSecrets(profiles) {
      const { compose, services } = await select(profiles);
      return secrets.ensure(compose, services);
    },
    pullMissing: async (profiles, cause) => pulls.startMissing(await loadCompose(), { profiles, services: [] }, cause),
    start: (profiles, cause) => changes.start({ verb: 'up', profiles: [...profiles], services: [] }, cause),
  };
}

/** A secret that is missing is no problem here: making it is a step of the setup. */
function isMadeByItself({ code, is_blocking: isBlocking }: PlanProblem): boolean {
  return code === ('compose_invalid' satisfies GantryError['code']) && !isBlocking;
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
