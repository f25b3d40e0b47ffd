/** The container engine, Docker or Podman, behind one interface. */
export { createEngine, type EngineOptions } from './create-engine.ts';
export type {
  ContainerDefinition,
  ContainerInfo,
  ContainerSpec,
  Engine,
  EngineEvent,
  ExecResult,
  HealthRun,
  LogRequest,
  PullProgress,
  PullRequest,
  RawLogLine,
  RawStats,
} from './engine.ts';
export { toEngineError } from './engine-errors.ts';
