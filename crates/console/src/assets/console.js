// What pages gain where a script runs: local times, copying, whole selections, the palette. Nothing depends on it.
(() => {
  'use strict';
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const localTimes = root => all('time[data-time]', root).forEach(time => {
    time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'long' });
  });
  localTimes(document);
  document.addEventListener('htmx:after:swap', () => localTimes(document));
  document.addEventListener('click', event => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.done; });
      return;
    }
    all('details.menu[open]').filter(menu => !menu.contains(event.target)).forEach(menu => menu.removeAttribute('open'));
  });
  document.addEventListener('change', event => {
    const every = event.target.closest('[data-select-all]');
    if (every) all('input[name="id"]').forEach(box => { box.checked = every.checked; });
  });
  const value = field => field.type === 'checkbox' ? field.checked : field.value;
  const follow = form => {
    all('[data-show-if]', form).forEach(part => {
      const other = form.elements.namedItem(part.dataset.showIf);
      part.hidden = Boolean(other) && String(value(other)) !== part.dataset.showValue;
    });
    const list = document.getElementById(form.dataset.changes);
    const initial = field => field.tagName === 'SELECT' ? [...field.options].find(option => option.defaultSelected)?.value ?? field.options[0]?.value ?? '' : field.defaultValue;
    const changed = [...form.elements].filter(field => field.name && field.type !== 'hidden' && field.type !== 'submit' && value(field) !== initial(field));
    list.replaceChildren(...changed.map(field => {
      const item = document.createElement('li');
      const name = document.createElement('strong');
      name.textContent = form.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent ?? field.name;
      const told = field.type === 'password' ? '••••••' : `${initial(field) || '–'} → ${value(field) || '–'}`;
      item.append(name, ': ', told);
      return item;
    }));
  };
  all('form[data-changes]').forEach(form => { follow(form); form.addEventListener('input', () => follow(form)); });
  document.addEventListener('keydown', event => {
    const field = document.querySelector('[data-palette]');
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    const wanted = (event.key === '/' && !typing) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey));
    if (field && wanted) { event.preventDefault(); field.focus(); field.select(); }
    if (event.key === 'Escape') all('details.menu[open]').forEach(menu => { menu.removeAttribute('open'); menu.querySelector('summary').focus(); });
  });
})();
