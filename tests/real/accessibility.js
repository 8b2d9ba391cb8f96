// What everybody needs of a page (WCAG 2.2: 1.3.1, 1.4.3, 2.1.1, 3.1.1, 4.1.2); joined with a call of one of these.

// Interactive elements without a name, or that no key reaches.
function nameless() {
  const named = (e) => (e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText || e.textContent || '').trim();
  return [...document.querySelectorAll('a[href], button, input, select, [role=button], [role=option], summary')]
    .filter((e) => !named(e) || (e.getAttribute('role') !== 'option' && e.tabIndex < 0 && !e.hasAttribute('tabindex')))
    .map((e) => e.outerHTML.slice(0, 120));
}

// Texts with a contrast below 4.5 to what is behind them.
function lowContrast() {
  const parse = (c) => { const m = c.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return c.startsWith('color(srgb') ? [m[0] * 255, m[1] * 255, m[2] * 255, m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1]; };
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    if (e.ownerSVGElement) { const rect = e.parentElement.querySelector('rect'); if (rect) return parse(getComputedStyle(rect).fill); }
    for (let at = e; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor); if (c[3] === 1) return c; }
    return [255, 255, 255, 1];
  };
  const low = new Map();
  for (const e of document.querySelectorAll('main *, header *, aside *, #taken *')) {
    const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!text || !e.getClientRects().length || e.closest('option, select, title')) continue;
    const style = getComputedStyle(e);
    const a = light(parse(e.ownerSVGElement ? style.fill : style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.set(e.tagName + '.' + (e.getAttribute('class') || '') + ' in ' + (e.parentElement.getAttribute('class') || e.parentElement.tagName), ratio.toFixed(2));
  }
  return [...low];
}

function structure() {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return {
    doubled: ids.filter((id, at) => ids.indexOf(id) !== at),
    landmarks: ['header', 'nav[aria-label]', 'main', 'aside[aria-label]', '[role=search]'].filter((s) => !document.querySelector(s)),
    language: document.documentElement.lang, title: document.title,
    tables: [...document.querySelectorAll('table')].filter((t) => !t.caption || !t.querySelector('th[scope]')).length,
  };
}
