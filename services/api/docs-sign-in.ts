/** What `/docs` shows a browser that has no session: a token gives it one. */
export const signInPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gantry API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 34rem; margin: 12vh auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
form { display: flex; gap: .5rem; }
label { display: block; margin-bottom: .25rem; }
input { flex: 1; min-width: 0; font: inherit; padding: .4rem .6rem; }
button { font: inherit; padding: .4rem 1rem; }
</style>
</head>
<body>
<main>
<h1>Gantry API</h1>
<p>Open the panel first (<code>npm run gantry -- open</code>) and load this page again, or give a token. The first admin token is in the file <code>api-token</code> of the config folder.</p>
<label for="token">Token</label>
<form><input id="token" type="password" autocomplete="off" required><button>Sign in</button></form>
<p id="problem" role="alert"></p>
</main>
<script src="/docs/assets/sign-in.js"></script>
</body>
</html>
`;

/** Exchanges the token for a session, as the panel does; the key goes where the panel keeps it. */
export const signInScript = `const problem = document.getElementById('problem');
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: document.getElementById('token').value.trim() }),
    });
    const reply = await response.json();
    if (response.ok) {
      localStorage.setItem('gantry.session', reply.key);
      location.reload();
    } else {
      problem.textContent = [reply.error.message, reply.error.fix].filter(Boolean).join(' ');
    }
  } catch {
    problem.textContent = 'The Gantry host does not answer. Start it with: make run';
  }
});
`;
