import { GantryError, isTaskOver, type ParsedInput, type Routes, type Setup, type SetupChoices, type Task } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Tasks } from '#platform/tasks';
import { stepsOf, suggest } from './choices.ts';
import type { SetupPorts } from './setup-ports.ts';
import { createSetupState, type SetupState } from './setup-state.ts';
import { setupKind, setupTask } from './setup-task.ts';

export interface SetupOptions {
  /** Where its state is kept. */
  readonly file: string;
  readonly ports: SetupPorts;
  readonly tasks: Tasks;
  readonly events: Events;
  readonly log: Log;
}

/** The first run: what was found, what it would cost, what was chosen, and the task that carries it out. Defines the task kind `setup`. */
export function createSetup({ file, ports, tasks, events, log }: SetupOptions) {
  const state = createSetupState({ file, log, onChange: () => events.publish('setup.changed', {}) });
  tasks.define(setupTask({ ports, state, tasks, events }));
  let starting: Promise<unknown> = Promise.resolve();

  const active = () => tasks.list({ kind: setupKind, limit: 20 }).find((task) => !isTaskOver(task.state));

  async function describe(now: SetupState): Promise<Setup> {
    const { profiles, problem: fileProblem } = await readProfiles();
    const choices = suggest(now.choices, ports, profiles);
    const { plan, missing, problem } = await estimate(choices);
    return {
      step: stepNow(now),
      choices,
      engine: ports.engine(),
      environment: ports.environment,
      profiles,
      missing_credentials: missing,
      plan,
      problem: fileProblem ?? problem,
      steps: now.task === null ? stepsOf(choices, ports.storage()) : now.steps,
      task: now.task,
      has_started: ports.hasStarted(),
      done_at: now.done_at,
    };
  }

  /** A run that ended without writing it down, for the host was killed at that moment, does not run. */
  function stepNow({ step, task }: SetupState): Setup['step'] {
    if (step !== 'running') return step;
    const found = tasks.list({ kind: setupKind, limit: 200 }).find(({ id }) => id === task);
    return found === undefined || (isTaskOver(found.state) && found.state !== 'interrupted') ? 'services' : 'running';
  }

  async function readProfiles(): Promise<Pick<Setup, 'profiles' | 'problem'>> {
    try {
      return { profiles: await ports.profiles(), problem: null };
    } catch (error) {
      return { profiles: [], problem: toProblem(error) };
    }
  }

  async function estimate(choices: SetupChoices): Promise<{ missing: string[] } & Pick<Setup, 'plan' | 'problem'>> {
    if (choices.place === 'embedded' || choices.profiles.length === 0) return { missing: [], plan: null, problem: null };
    try {
      const missing = await ports.missingSecrets(choices.profiles);
      if (ports.engine().state !== 'ok') return { missing, plan: null, problem: null };
      const plan = await ports.plan(choices.profiles);
      return { missing, plan: { ...plan, problems: [...plan.problems, ...storageProblems(choices, plan.services)] }, problem: null };
    } catch (error) {
      return { missing: [], plan: null, problem: toProblem(error) };
    }
  }

  async function save({ step, ...chosen }: ParsedInput<'setup.save'>): Promise<Setup> {
    if (active() !== undefined)
      throw new GantryError('conflict', {
        message: 'The setup is being carried out.',
        fix: 'Wait until it has ended, or cancel its task.',
      });
    const unknown = await unknownProfile(chosen.profiles ?? []);
    if (unknown !== undefined)
      throw new GantryError('profile_unknown', { message: `The compose file has no profile ${unknown}.`, field: 'profiles' });
    const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as Partial<SetupChoices>;
    return describe(
      await state.change((before) => ({
        choices: { ...before.choices, ...given },
        ...(step === undefined ? {} : { step, done_at: step === 'done' ? (before.done_at ?? new Date().toISOString()) : before.done_at }),
      })),
    );
  }

  async function unknownProfile(names: readonly string[]): Promise<string | undefined> {
    if (names.length === 0) return undefined;
    const known = new Set((await ports.profiles()).map(({ name }) => name));
    return names.find((name) => !known.has(name));
  }

  /** The same run that goes on already, else a new one. */
  async function begin(cause: string): Promise<Task> {
    const running = active();
    if (running !== undefined) return running;
    const setup = await describe(await state.read());
    expectPossible(setup);
    const steps = stepsOf(setup.choices, ports.storage());
    const task = await tasks.start(setupKind, setup.choices, cause);
    // The task may have written more by now.
    await state.change((before) => (before.task === task.id ? {} : { task: task.id, step: 'running', steps, done_at: null }));
    return task;
  }

  return {
    routes: {
      'setup.read': async () => describe(await state.read()),
      'setup.save': save,
      'setup.run': (_, { caller }) => {
        const begun = starting.then(() => begin(`asked for by ${caller}`));
        starting = begun.catch(() => undefined);
        return begun;
      },
    } satisfies Routes,
  };
}

/** @throws GantryError why it cannot be carried out */
function expectPossible({ choices, engine, plan, problem }: Setup): void {
  if (choices.place === 'embedded') return;
  if (choices.profiles.length === 0)
    throw new GantryError('conflict', {
      message: 'No profile is chosen, so there is nothing to start.',
      field: 'profiles',
      fix: 'Choose at least one, or the embedded place.',
    });
  if (problem !== null) throw new GantryError(problem.code, { message: problem.message, ...withFix(problem.fix) });
  if (engine.state !== 'ok') throw new GantryError('engine_unavailable', { message: engine.reason, ...withFix(engine.fix) });
  const blocking = plan?.problems.find(({ is_blocking: isBlocking }) => isBlocking);
  if (blocking !== undefined) throw new GantryError(blocking.code, { message: blocking.message, ...withFix(blocking.fix) });
}

/** Documents cannot move into a database that is not started. */
function storageProblems({ storage }: SetupChoices, services: readonly string[]): NonNullable<Setup['plan']>['problems'] {
  if (storage !== 'stack' || services.includes('postgres')) return [];
  return [
    {
      code: 'conflict',
      service: null,
      message: 'The documents are to move into the stack, and none of the profiles chosen has the service postgres.',
      fix: 'Choose the profile core too, or leave the documents in Gantry.',
      is_blocking: true,
    },
  ];
}

function toProblem(error: unknown): NonNullable<Setup['problem']> {
  if (!(error instanceof GantryError)) throw error;
  return { code: error.code, message: error.message, ...withFix(error.fix) };
}

function withFix(fix: string | undefined): { fix?: string } {
  return fix === undefined ? {} : { fix };
}
