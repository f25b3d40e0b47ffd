import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Messages } from './i18n/en/index.ts';

/** One page of the panel: where it is, how it is called and how it is loaded. */
export interface PageRoute {
  /** Key of its name in the catalogues. */
  name: keyof Messages['pages'];
  path: string;
  /** Whether it also shows what is below its path. */
  hasBelow?: boolean;
  /** Keeps its state while one goes between the paths below it. */
  isOneView?: boolean;
  /** Reached by links and keys only. */
  isHidden?: boolean;
  /** Pressed after `g`. */
  key: string;
  icon: Icon;
  load(): Promise<{ default: ComponentType }>;
}
