import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { signInScript } from './docs-sign-in.ts';

/** Folder of Swagger UI's own files, served under `/docs/assets/`. */
export function docsAssetsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

/** The few files of it that the page needs. */
export const docsAssets: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

/** Swagger UI draws with inline styles and data images; scripts come from our own files only. */
export const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gantry API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<main id="page"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/begin.js"></script>
</body>
</html>
`;

/**
 * Begins Swagger UI. The session key of the panel, where there is one, makes "Try it out" work without a token.
 * `validatorUrl: null`: nothing is ever sent to a validator on the internet.
 */
const beginScript = `const dark = matchMedia('(prefers-color-scheme: dark)');
const applyTheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', applyTheme);
applyTheme();
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
  requestInterceptor: (request) => {
    const key = localStorage.getItem('gantry.session');
    if (key !== null) request.headers['X-Gantry-Session'] = key;
    return request;
  },
});
`;

/** Our own scripts of the page by file name: its policy allows none inside the page. */
export const docsScripts: Readonly<Record<string, string>> = { 'begin.js': beginScript, 'sign-in.js': signInScript };
