// Every piece of text that the page shows, with the contrast (WCAG 2) between it and what is behind it.
const parse = colour => {
  const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
  return { rgb: [r, g, b], a };
};
const over = (top, alpha, below) => top.map((part, index) => part * alpha + below[index] * (1 - alpha));

// Paints the elements of `path`, the outermost first: what the innermost one's text and ground look like in the end.
const paint = (path, backdrop) => {
  const [element, ...inner] = path;
  const style = getComputedStyle(element);
  const own = parse(style.backgroundColor);
  const ground = over(own.rgb, own.a, backdrop);
  const ink = parse(style.color);
  const seen = inner.length ? paint(inner, ground) : { ink: over(ink.rgb, ink.a, ground), ground };
  const opacity = Number(style.opacity);
  return { ink: over(seen.ink, opacity, backdrop), ground: over(seen.ground, opacity, backdrop) };
};

const luminance = rgb => {
  const [r, g, b] = rgb.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = element => {
  const path = [];
  for (let one = element; one; one = one.parentElement) path.unshift(one);
  const { ink, ground } = paint(path, [255, 255, 255]);
  const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  const text = texts.currentNode.data.trim();
  if (text && element.checkVisibility()) found.push({ text, contrast: contrast(element) });
}
for (const input of document.querySelectorAll("input")) {
  if (input.value) found.push({ text: input.value, contrast: contrast(input) });
}
return found;
