// Writes one change and kills itself at the step it is told. Arguments: home, step. Runs the compiled form.
const { openTestEditor, by } = await import(
  new URL('../../../../dist/services/platform/config/editor/test-editor.js', import.meta.url).href
);

const [home, step] = process.argv.slice(2);
const { editor } = await openTestEditor(home, {
  onStep(reached) {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
});
const { revision } = await editor.read('settings');
await editor.write({ document: 'settings', base_revision: revision, changes: [{ key: 'search.hnswM', value: 99 }] }, by('writer'));
process.stdout.write('written');
