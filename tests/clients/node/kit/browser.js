// `Browser`: a member's browser without a screen: cookies, redirects, forms, the organisation code that the member types and
// the choice on WeCom's page.

import { request } from './http.js';

const LONGEST_WAY = 30;

/** The parts of a page's first form that has `marker` in it: where it goes and its fields. */
export function form(html, marker = '') {
  const found = html.split(/<form/i).slice(1).map((rest) => rest.split(/<\/form>/i)[0]).find((it) => it.includes(marker));
  if (found === undefined) throw new Error(`no form with ${marker} on ${html}`);
  const fields = {};
  for (const [tag] of found.matchAll(/<input[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    if (name) fields[name] = attribute(tag, 'value') ?? '';
  }
  return { action: attribute(found.split('>')[0], 'action') ?? '', fields };
}

/** The request that sends a page's form. */
function submission(page, changes, marker) {
  const { action, fields } = form(page.text, marker);
  const headers = { origin: new URL(page.url).origin, referer: page.url };
  return { url: new URL(action || page.url, page.url).href, method: 'POST', body: { ...fields, ...changes }, headers };
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`, 'i'));
  return found && decode(found[1] ?? found[2]);
}

function decode(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => named[name]);
}

export class Browser {
  #cookies = new Map();
  #server;
  #member;

  /** The browser of a member of the company that the server knows. */
  constructor(server, member = 0) {
    this.#server = server;
    this.#member = server.company.members[member];
  }

  /** The value of a cookie, wherever it came from. */
  cookie(name) {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  /** One request, without following anything. */
  async send(url, { headers = {}, ...options } = {}) {
    const at = new URL(url);
    const cookies = [...this.#cookies.values()].filter((cookie) => belongs(cookie, at));
    const sent = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await request(at, { headers: { ...headers, ...(sent && { cookie: sent }) }, ...options });
    answer.cookies.forEach((line) => this.#keep(line, at));
    return answer;
  }

  /**
   * Follows redirects, as the member on the pages of the login, until one leads to an address that begins with `until`;
   * answers that address. Without `until`: to the page at the end, as `{ url, status, text }`.
   */
  async go(url, { until, ...first } = {}) {
    let at = url;
    let next = first;
    for (let steps = 0; steps < LONGEST_WAY; steps += 1) {
      const answer = await this.send(at, next);
      const { location } = answer.headers;
      if (!location) {
        const page = { url: at, status: answer.status, text: answer.text };
        const step = this.#choice(page) ?? this.#organisation(page);
        if (!step) return this.#end(page, until);
        ({ url: at, ...next } = step);
      } else {
        at = new URL(location, at).href;
        if (until && at.startsWith(until)) return at;
        next = {};
      }
    }
    throw new Error(`the redirects from ${url} do not end; now at ${at}`);
  }

  /** Sends a page's form, with other values in some of its fields, and goes on. */
  submit(page, changes = {}, { marker, ...options } = {}) {
    const { url, ...sent } = submission(page, changes, marker);
    return this.go(url, { ...sent, ...options });
  }

  #end(page, until) {
    if (until) throw new Error(`not at ${until} but at ${page.url}, ${page.status}:\n${page.text}`);
    return page;
  }

  /** The link of the member on WeCom's page. */
  #choice({ url, text }) {
    if (!url.startsWith(`${this.#server.wecom}/`)) return undefined;
    const links = [...text.matchAll(/<a [^>]*>/g)].map(([tag]) => tag);
    const own = links.find((tag) => attribute(tag, 'data-userid') === this.#member);
    return own && { url: new URL(attribute(own, 'href'), url).href };
  }

  /** The form of the login page, with the code of the member's company. */
  #organisation(page) {
    const isLogin = page.url.startsWith(`${this.#server.issuer}/login`) && page.text.includes('name="code"');
    return isLogin ? submission(page, { code: this.#server.company.code }, 'name="code"') : undefined;
  }

  #keep(line, at) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const [name, ...value] = pair.split('=');
    const named = (wanted) => attributes.find((it) => it.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = named('path') ?? '/';
    const key = `${at.hostname} ${path} ${name}`;
    const isGone = named('max-age') === '0' || (named('expires') && new Date(named('expires')) < new Date());
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value: value.join('='), host: at.hostname, path });
  }
}

/** A cookie belongs to a host, whatever the port (RFC 6265, section 8.5), and to a path. */
function belongs(cookie, at) {
  const below = cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`;
  return cookie.host === at.hostname && (at.pathname === cookie.path || at.pathname.startsWith(below));
}
