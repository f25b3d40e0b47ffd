/** Where Gantry's files are. */
export { apiTokenFile, type HostAddress, hostAddressFile, readHostAddress } from './host-address.ts';
export { expandHome, type Paths, resolvePaths } from './paths.ts';
export { builtFile, projectRoot } from './project.ts';
