// Findings with their lines; what they name leads to its picture.
function findings() {
  const list = h("div", {});
  const rows = estate.findings;
  const draw = (text) => {
    const found = rows.filter((row) => !text || row.join(" ").toLowerCase().includes(text.toLowerCase()));
    list.replaceChildren(found.length ? h("ul", { class: "findings" }, found.slice(0, 500).map(findingRow))
      : h("p", { class: "none" }, rows.length ? "No finding has this in it." : "✓ There is no finding: every rule that was asked holds."),
    ...(found.length > 500 ? [h("p", { class: "note" }, `${number(found.length - 500)} more: narrow the list down.`)] : []));
  };
  draw("");
  return [
    h("h1", {}, `Findings (${number(rows.length)})`),
    rows.length > 0 && h("div", { class: "tools" }, h("label", {}, "Only with ", h("input", { type: "search", id: "narrow", oninput: (event) => draw(event.target.value) }))),
    list,
  ];
}

function findingRow([severity, code, file, line, column, detail, advice, names]) {
  return h("li", { class: severity },
    h("div", {}, badge(severity), " ", h("code", {}, `${file}:${line}:${column}`), " ", h("span", { class: "code" }, code)),
    h("p", {}, detail), h("p", { class: "small" }, advice),
    names.length > 0 && h("p", { class: "small" }, names.map((name) => [found(name) ? h("a", { href: found(name) }, name) : name, " "])));
}

// The address of the picture of a thing.
function found(name) {
  const [site, rest] = name.includes("/") ? [name.slice(0, name.indexOf("/")), short(name)] : [null, null];
  if (site && siteNumber.has(site)) {
    if (racksOf(site).some((rack) => rack[0] === rest)) return to("racks", site, rest);
    return toComponent(site, name);
  }
  if (devices().has(name)) { const [at, rack] = devices().get(name); return to("racks", at, rack[0], name); }
  return estate.services.some((row) => row[0] === name) || estate.capacity.rows.some((row) => row[1] === name) ? to("capacity") : null;
}
