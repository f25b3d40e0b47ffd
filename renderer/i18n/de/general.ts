import type * as english from '../en/general.ts';

export const pages: typeof english.pages = {
  overview: 'Übersicht',
  stack: 'Stack',
  documents: 'Dokumente',
  search: 'Suche',
  tasks: 'Aufgaben',
  configuration: 'Konfiguration',
  credentials: 'Zugangsdaten',
  access: 'Zugriff',
  setup: 'Einrichtung',
};

export const state: typeof english.state = {
  ok: 'in Ordnung',
  starting: 'startet',
  degraded: 'eingeschränkt',
  down: 'ausgefallen',
  stopped: 'angehalten',
  unknown: 'unbekannt',
};

export const general: typeof english.general = {
  copied: 'Kopiert',
  added: 'hinzu:',
  removed: 'fort:',
  copyCommand: 'Als Befehl kopieren',
  close: 'Schließen',
  collection: 'Sammlung',
  collectionHint: 'Ein neuer Name legt eine neue Sammlung an: a-z, 0-9, - und _.',
  allCollections: 'Alle Sammlungen',
};

export const error: typeof english.error = {
  fix: 'Was zu tun ist:',
  field: 'Feld: {field}',
  request: 'Anfrage: {id}',
  retry: 'Noch einmal versuchen',
  copy: 'Einzelheiten kopieren',
};

export const connection: typeof english.connection = {
  lost: 'Gantry antwortet nicht.',
  since: 'Was hier steht, ist von vorher; Neues kam zuletzt',
  tries: 'Es wird weiter versucht. Wurde Gantry beendet, startet es so wieder:',
  restart: 'Wieder starten',
};

export const signIn: typeof english.signIn = {
  entering: 'Gantry wird geöffnet …',
  title: 'Bei Gantry anmelden',
  why: 'Dieser Browser hat keine Sitzung bei Gantry, oder sie ist abgelaufen. Sitzungen halten andere Programme und Webseiten dieses Rechners fern.',
  ended: 'Sie sind nicht angemeldet',
  refused: 'Das hat nicht geklappt',
  byLink: 'Mit einem Link',
  byLinkHow: 'Im Gantry-Ordner ausführen und die ausgegebene Adresse öffnen. Sie gilt einmal.',
  byToken: 'Mit einem API-Token',
  token: 'Token',
  tokenHint: 'Der erste steht in der Datei api-token des Konfigurationsordners.',
  tokenShow: 'Token anzeigen',
  enter: 'Anmelden',
};
