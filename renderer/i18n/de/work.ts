import type * as english from '../en/work.ts';

export const search: typeof english.search = {
  title: 'Suche',
  byMeaning: 'Findet Textstellen nach Bedeutung, nicht nach genauen Wörtern',
  query: 'Frage stellen oder beschreiben, was gesucht wird',
  ask: 'Suchen',
  limit: 'Wie viele Treffer',
  limitIs: '{count} Treffer',
  searching: 'Wird gesucht …',
  failed: 'Die Suche hat nicht geklappt',
  results: 'Treffer',
  timings:
    '{count, plural, =0 {Nichts gefunden} one {1 Textstelle} other {# Textstellen}} in {total}: Einbetten {embed}, Suchen {search}, Hervorheben {highlight}',
  score: 'Nähe {score}',
  scoreTitle: 'Kosinus-Ähnlichkeit von Frage und Textstelle; 1 heißt gleiche Bedeutung',
  nothing: 'Nichts gefunden.',
  nothingHere: 'Nichts gefunden in „{collection}“.',
  emptyDatabase: 'Hier stehen Textstellen aus Ihren Dokumenten. Es gibt noch keine Dokumente.',
  index: 'Ordner indizieren',
  start: 'Fragen Sie in eigenen Worten: Textstellen mit der nächsten Bedeutung stehen oben, auch wenn sie andere Wörter gebrauchen.',
  example: 'was haben wir über Sicherungen beschlossen',
};

export const task: typeof english.task = {
  title: 'Aufgaben',
  summary:
    '{running, plural, =0 {Nichts läuft} one {1 läuft} other {# laufen}} · {count, plural, one {1 in der Liste} other {# in der Liste}}',
  listFailed: 'Die Aufgaben konnten nicht aufgelistet werden',
  empty: 'Hier steht lange Arbeit, mit ihrem Fortschritt und dem, was sie übergangen hat. Einen Ordner zu indizieren ist solche Arbeit.',
  index: 'Ordner indizieren',
  states: {
    queued: 'wartet',
    running: 'läuft',
    cancelling: 'wird abgebrochen',
    cancelled: 'abgebrochen',
    succeeded: 'fertig',
    failed: 'gescheitert',
    interrupted: 'unterbrochen',
  },
  doneOf: '{done} von {total} {unit}',
  left: 'noch {duration}',
  cause: 'Verlangt von {cause}',
  took: 'dauerte {duration}',
  cancel: 'Abbrechen',
  cancelTitle: 'Hält sie an; was gespeichert ist, bleibt',
  resume: 'Fortsetzen',
  resumeTitle: 'Macht weiter, wo sie aufgehört hat; Gespeichertes wird nicht wiederholt',
  actionFailed: 'Das wurde abgelehnt',
  failedTitle: 'Die Aufgabe ist gescheitert',
  problems:
    '{skipped, plural, =0 {} one {1 übersprungen} other {# übersprungen}}{skipped, plural, =0 {} other {{failed, plural, =0 {} other {, }}}}{failed, plural, =0 {} one {1 gescheitert} other {# gescheitert}}',
  problemList: 'Was übersprungen wurde oder gescheitert ist',
  problemKinds: { skipped: 'übersprungen', failed: 'gescheitert' },
  problemsHidden: '{count, plural, one {und 1 weitere} other {und # weitere}}',
};
