/** Who holds a port of this computer. */
export { findPortHolder } from './find-port-holder.ts';
