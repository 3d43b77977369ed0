// `Chromium`: a headless Chromium that chromedriver drives (W3C WebDriver), with the words of a person in front of it.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { endWithUs } from './children.js';
import { atEnd, folder } from './program.js';

const PATIENCE_MS = 60_000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** The key of an element in WebDriver's answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class Chromium {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Starts one with a fresh profile; it ends with the test. */
  static async open(test) {
    const profile = folder(test, 'chromium');
    const driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    endWithUs(driver, () => driver.kill('SIGTERM'));
    const ended = new Promise((resolve) => driver.once('exit', resolve));
    let port;
    for await (const line of createInterface({ input: driver.stdout })) {
      port = line.match(/started successfully on port (\d+)/)?.[1];
      if (port) break;
    }
    driver.stdout.resume();
    const base = `http://127.0.0.1:${port}`;
    atEnd(test, async () => {
      // It ends its browsers, which would outlive a signal.
      await fetch(`${base}/shutdown`).catch(() => driver.kill('SIGTERM'));
      await ended;
    });
    const capabilities = {
      alwaysMatch: {
        browserName: 'chrome',
        'goog:chromeOptions': { args: [...FLAGS, `--user-data-dir=${profile}`] },
        'goog:loggingPrefs': { browser: 'ALL' },
      },
    };
    const { sessionId } = await command('POST', `${base}/session`, { capabilities });
    return new Chromium(`${base}/session/${sessionId}`);
  }

  /** Types an address. */
  goto(url) {
    return this.#post('url', { url });
  }

  /** The address. */
  async url() {
    return new URL(await this.#get('url'));
  }

  /** The back button. */
  back() {
    return this.#post('back', {});
  }

  /** Clicks on what a CSS selector finds, as soon as it is there. */
  async click(css) {
    await this.#post(`element/${await this.#element(css)}/click`, {});
  }

  /** Types into what a CSS selector finds. */
  async type(css, text) {
    await this.#post(`element/${await this.#element(css)}/value`, { text });
  }

  /** The text that a person reads. */
  async text(css = 'body') {
    return this.#get(`element/${await this.#element(css)}/text`);
  }

  /** Waits until the address begins like this; answers it. */
  arrive(beginning) {
    return this.wait(`at ${beginning}`, async () => {
      const url = await this.url();
      return url.href.startsWith(beginning) && url;
    });
  }

  /** Opens another tab, in front; answers the one that was in front. */
  async openTab() {
    const before = await this.#get('window');
    const { handle } = await this.#post('window/new', { type: 'tab' });
    await this.toTab(handle);
    return before;
  }

  /** Brings a tab to the front; answers the one that was in front. */
  async toTab(handle) {
    const before = await this.#get('window');
    await this.#post('window', { handle });
    return before;
  }

  /** The console's messages since the last call, from WARNING up: broken policies, missing files, script errors. */
  async complaints() {
    const entries = await this.#post('se/log', { type: 'browser' });
    return entries.filter(({ level }) => ['SEVERE', 'WARNING'].includes(level)).map(({ message }) => message);
  }

  /** Waits until `look` answers something, but not for ever. */
  async wait(what, look) {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(50)) {
      const seen = await look();
      if (seen) return seen;
    }
    throw new Error(`not ${what} but at ${await this.url()}:\n${await this.text()}\n${(await this.complaints()).join('\n')}`);
  }

  #element(css) {
    const look = async () => {
      const found = await this.#post('elements', { using: 'css selector', value: css });
      return found[0]?.[ELEMENT];
    };
    return this.wait(`showing ${css}`, look);
  }

  #get(what) {
    return command('GET', `${this.#session}/${what}`);
  }

  #post(what, body) {
    return command('POST', `${this.#session}/${what}`, body);
  }
}

async function command(method, url, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${url}: ${value.error}: ${value.message}`);
  return value;
}
