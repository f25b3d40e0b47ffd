import type { Config } from '#contract';
import type { Log } from '#platform/log';
import type { Compose } from '../compose-file/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Pins } from '../files/image-pins.ts';
import type { StackSecrets } from '../files/stack-secrets.ts';
import type { PullRecord } from '../pull/pull-record.ts';
import type { Desired } from '../state/desired.ts';
import type { ServiceRecords } from '../state/service-record.ts';
import type { StackBook } from '../state/stack-book.ts';
import type { EngineWatch } from '../state/watch-engine.ts';
import type { ServiceLocks } from './service-locks.ts';

/** What every change of the stack works with. */
export interface ChangeTools {
  readonly engine: Engine;
  readonly book: StackBook;
  readonly desired: Desired;
  readonly records: ServiceRecords;
  readonly watch: EngineWatch;
  readonly locks: ServiceLocks;
  readonly secrets: StackSecrets;
  readonly pins: Pins;
  readonly pullRecord: PullRecord;
  readonly config: Config['stack'];
  readonly log: Log;
  /** Reads the files again; @throws GantryError `compose_invalid` */
  loadCompose(): Promise<Compose>;
}
