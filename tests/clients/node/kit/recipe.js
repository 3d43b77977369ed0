// `recipe`: the files that a recipe of `docs/recipes` shows, with the addresses of a test in place of the examples.

import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../docs/recipes/', import.meta.url);

/** The issuer that every recipe has. */
export const ISSUER = 'https://login.example.com/acme/portal';

/**
 * The code blocks of a recipe, in order, after `replacements` (a text of the recipe → the test's own). Each text must be in
 * the recipe, so that no test tries something else than it shows.
 */
export function recipe(name, replacements) {
  let text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
  for (const [shown, own] of Object.entries(replacements)) {
    if (!text.includes(shown)) throw new Error(`${name}.md does not have ${shown}`);
    text = text.replaceAll(shown, own);
  }
  return [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code]) => code);
}
