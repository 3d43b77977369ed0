// What the page shows of the simulator's state, and the fields that nobody has filled, as they are now.
const refresh = async () => {
  const now = new DOMParser().parseFromString(await (await fetch(location)).text(), "text/html");
  const both = selector => [...document.querySelectorAll(selector)].map((old, at) => [old, now.querySelectorAll(selector)[at]]);
  both(".state").forEach(([old, fresh]) => { old.innerHTML = fresh.innerHTML; });
  both("form input, form textarea").forEach(([old, fresh]) => {
    if (old.value === old.defaultValue) { old.value = old.defaultValue = fresh.defaultValue; }
  });
};
document.querySelectorAll("form[data-method]").forEach(form => form.addEventListener("submit", async event => {
  event.preventDefault();
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(form.elements[name].value));
  const body = form.elements.body && form.elements.body.value.trim();
  const out = form.querySelector("pre");
  out.hidden = false;
  out.textContent = "…";
  try {
    const answer = await fetch(path, {method: form.dataset.method, body: body || undefined});
    const text = await answer.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch (_) {}
    out.textContent = answer.status + "\n" + shown;
    await refresh();
  } catch (error) { out.textContent = String(error); }
}));
