import { type Cause, callAction, startAgain } from '../evidence.ts';

/** Its image is not on this computer and could not be brought. */
export const imageMissing: Cause = {
  cause: 'image-missing',
  title: 'Its image is not on this computer',
  find({ service, isImagePresent, container, failure }) {
    if (isImagePresent || container !== undefined) return undefined;
    const isUnreachable = /cannot be pulled/.test(failure);
    return {
      message: `The image ${service.image} is not on this computer${isUnreachable ? ', and it cannot be pulled' : ''}.`,
      evidence: [`the engine has no image ${service.image}`, ...(failure === '' ? [] : [failure.slice(0, 300)])],
      fix: isUnreachable
        ? 'Check the name of the image and the network, or build the image under that name; then start again.'
        : 'Pull the image; then start again.',
      actions: [
        callAction('Pull the image', { operation: 'stack.pull', input: { services: [service.name] }, command: `pull ${service.name}` }),
        startAgain(service.name),
      ],
    };
  },
};
