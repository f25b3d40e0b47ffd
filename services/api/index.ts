/** The local API: HTTP on 127.0.0.1, authentication, limits, events, OpenAPI. It knows no room. */
export { type Api, type ApiOptions, createApi } from './api.ts';
