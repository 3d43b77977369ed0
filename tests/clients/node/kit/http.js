// `request`: one request as a browser sends it for a page, which `fetch` is not allowed to; nothing is followed.

import http from 'node:http';

const LIMIT_MS = 120_000;
const NAVIGATION = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };

/** Sends it; answers `status`, `headers`, `cookies` (the lines that set some) and `text`. A body is a form's fields. */
export function request(url, { method = 'GET', body, headers = {}, limit = LIMIT_MS } = {}) {
  const content = body && new URLSearchParams(body).toString();
  const kind = content === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const options = { method, headers: { ...NAVIGATION, ...kind, ...headers }, agent: false, signal: AbortSignal.timeout(limit) };
  return new Promise((resolve, reject) => {
    const sent = http.request(url, options, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.once('error', reject);
      answer.once('end', () => resolve({
        status: answer.statusCode,
        headers: answer.headers,
        cookies: answer.headers['set-cookie'] ?? [],
        text: Buffer.concat(pieces).toString(),
      }));
    });
    sent.once('error', reject);
    sent.end(content);
  });
}
