import { Menu, Tray } from 'electron';
import { describeHost, type TrayActions, trayMenu } from './tray-menu.ts';

export interface GantryTray {
  show(shown: Parameters<typeof trayMenu>[0]): void;
}

/** The icon in the tray; undefined where the desktop has none. */
export function createTray(iconFile: string, actions: TrayActions): GantryTray | undefined {
  let tray: Tray;
  try {
    tray = new Tray(iconFile);
  } catch {
    return undefined;
  }
  tray.on('click', actions.show);
  return {
    show(shown) {
      tray.setToolTip(`Gantry: ${describeHost(shown.host, shown.health)}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(shown, actions)));
    },
  };
}
