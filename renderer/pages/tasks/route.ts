import { IconListCheck } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const tasksRoute: PageRoute = {
  name: 'tasks',
  path: '/tasks',
  key: 't',
  icon: IconListCheck,
  load: () => import('./tasks-page.tsx'),
};
