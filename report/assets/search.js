// Search over everything that has a name; the list behaves as WAI-ARIA's combobox pattern says.
const MOST = 30;
let entries = null;

function searchEntries() {
  if (entries) return entries;
  entries = [];
  const add = (name, kind, target) => entries.push([name, name.toLowerCase(), kind, target]);
  siteNames.forEach((site) => {
    add(site, "site", to("racks", site));
    for (const rack of racksOf(site)) add(`${site}/${rack[0]}`, "rack", to("racks", site, rack[0]));
    componentsOf(site).forEach(({ which, name, kind }, key) => add(key, kind, to("chains", site, which, name, key)));
  });
  estate.switches.forEach((row) => add(row[0], `${row[2]} switch`, to("fabric", siteNames[row[1]], row[0])));
  devices().forEach(([site, rack], name) => { if (!switchNumber.has(name)) add(name, "server", to("racks", site, rack[0], name)); });
  new Set(estate.capacity.rows.filter((row) => row[0] === "pool").map((row) => row[1])).forEach((name) => add(name, "pool", to("capacity")));
  estate.services.forEach((row) => add(row[0], "service", to("capacity")));
  new Set(estate.findings.map((row) => row[1])).forEach((code) => add(code, "finding", to("findings")));
  return entries;
}

function matches(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [];
  for (const entry of words.length ? searchEntries() : []) {
    if (words.every((word) => entry[1].includes(word) || entry[2].includes(word))) hits.push(entry);
    if (hits.length >= 400) break;
  }
  const rank = ([, name]) => (name === words[0] ? 0 : name.endsWith(words[0]) ? 1 : name.startsWith(words[0]) ? 2 : 3);
  return hits.sort((a, b) => rank(a) - rank(b) || a[0].length - b[0].length).slice(0, MOST);
}

function startSearch() {
  const input = byId("search"), list = byId("hits");
  let at = -1;
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) { input.setAttribute("aria-activedescendant", `hit-${at}`); list.children[at].scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); mark(-1); };
  const open = () => {
    const hits = matches(input.value);
    list.replaceChildren(...hits.map(([name, , kind, target], index) => h("li", {
      id: `hit-${index}`, role: "option", "aria-selected": "false", "data-target": target,
      onmousedown: (event) => { event.preventDefault(); choose(target); },
    }, h("span", {}, name), h("span", { class: "small" }, kind))));
    if (!hits.length && input.value.trim()) list.append(h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "nothing has this name"));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(hits.length ? 0 : -1);
  };
  const choose = (target) => {
    close();
    input.value = "";
    if (location.hash === target) render(); else location.hash = target;
  };
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.querySelectorAll("[data-target]").length;
    if (event.key === "Escape") { input.value = ""; close(); }
    else if (event.key === "ArrowDown" && count) { event.preventDefault(); mark((at + 1) % count); }
    else if (event.key === "ArrowUp" && count) { event.preventDefault(); mark((at - 1 + count) % count); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(list.children[at].dataset.target); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
  });
}
