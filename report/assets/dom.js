// Elements made from names, attributes and children; texts are always texts, never markup.
const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = (id) => document.getElementById(id);
const plural = (count, noun, several) => `${number(count)} ${count === 1 ? noun : several || `${noun}s`}`;
const number = (value, digits = 0) =>
  value === null || value === undefined ? "not known" : value.toLocaleString("en", { maximumFractionDigits: digits });
const watts = (value) =>
  value === null || value === undefined ? "not known"
    : value >= 1e6 ? `${number(value / 1e6, 2)} MW` : `${number(value / 1e3, 1)} kW`;
const percent = (share) => (share === null || share === undefined ? "not known" : `${Math.round(100 * share)} %`);
const short = (name) => name.slice(name.indexOf("/") + 1);

function table(caption, heads, rows) {
  return h("div", { class: "scroll" }, h("table", {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, heads.map((head, index) => h("th", { scope: "col", class: rows.length && typeof rows[0][index] === "number" ? "figure" : null }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) =>
      index ? h("td", { class: typeof cell === "number" ? "figure" : null }, typeof cell === "number" ? number(cell, 2) : cell)
        : h("th", { scope: "row" }, cell)))))));
}

function choices(label, options, chosen, choose) {
  return h("div", { class: "choices", role: "group", "aria-label": label }, options.map(([value, text]) =>
    h("button", { type: "button", "aria-pressed": String(value === chosen), onclick: () => choose(value) }, text)));
}

// Arrow keys move among the members of a group that the Tab key enters as one.
function roving(group, selector, next) {
  group.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") && event.key !== "Home" && event.key !== "End") return;
    const all = [...group.querySelectorAll(selector)];
    const here = all.indexOf(document.activeElement);
    const target = next(all, here, event.key);
    if (here < 0 || !target) return;
    event.preventDefault();
    all[here].setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    target.focus();
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

// Where the pointer is over nothing, what the keyboard is at counts.
const focused = (selector) => (document.activeElement && document.activeElement.matches(selector) ? document.activeElement : null);

const inOrder = (all, here, key) =>
  key === "Home" ? all[0] : key === "End" ? all[all.length - 1]
    : all[here + (key === "ArrowDown" || key === "ArrowRight" ? 1 : -1)];
