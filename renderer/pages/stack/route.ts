import { IconStack2 } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const stackRoute: PageRoute = {
  name: 'stack',
  path: '/stack',
  hasBelow: true,
  key: 's',
  icon: IconStack2,
  load: () => import('./stack-page.tsx'),
};
