/** From compose files to a model of them: the Compose subset Gantry supports, with the line of whatever it refuses. */
export { activeServices } from './active-services.ts';
export type {
  Compose,
  ComposeNetwork,
  ComposeSecret,
  ComposeService,
  ComposeVolume,
  ComposeWarning,
  Dependency,
  DependencyCondition,
  Healthcheck,
  Knob,
  Limits,
  Logging,
  Mount,
  Place,
  PublishedPort,
  SecretMount,
} from './compose-model.ts';
export { type Leaf, listLeaves } from './list-leaves.ts';
export { type LoadOptions, loadCompose, readComposeFiles } from './load-compose.ts';
export { type ParseInput, parseCompose } from './parse-compose.ts';
