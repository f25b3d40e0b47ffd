import type { Session } from 'electron';
import { isPermitted } from './permissions.ts';

/** Refuses what the panel does not use of a browser: permissions, devices, downloads. */
export function closeSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => answer(isPermitted(permission, contents.getURL())));
  session.setPermissionCheckHandler((_, permission, origin) => isPermitted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
