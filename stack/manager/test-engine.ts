import Docker from 'dockerode';

/** The engine the tests of this room use; the test run starts one where it can. */
export const testSocket = process.env.GANTRY_TEST_ENGINE ?? 'unix:///var/run/docker.sock';

export const testDocker = new Docker({ socketPath: testSocket.replace('unix://', '') });

/** Whether it answers. Tests that need it are skipped otherwise, and the run says so. */
export const isEngineThere = await testDocker
  .ping()
  .then(() => true)
  .catch(() => false);
