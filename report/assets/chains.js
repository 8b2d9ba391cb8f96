// One-line diagrams of power and cooling, sheet by sheet: the site, a hall, a row; sources on top, sides apart.
const BOX = { width: 168, height: 38, beside: 178, below: 58 };
const SHARED = 1;

function chains(more) {
  const site = siteNumber.has(more[0]) ? more[0] : siteNames[0];
  const which = more[1] === "cooling" ? "cooling" : "power";
  const sheets = sheetsOf(site, which);
  const at = sheets[more[2]] ? more[2] : "";
  const drawing = sheets[at] || { boxes: [], edges: [], title: site };
  setTimeout(() => more[3] && focusBox(more[3]));
  return [
    h("h1", {}, "Power and cooling"),
    h("div", { class: "tools" },
      choices("Site", siteNames.map((name) => [name, name]), site, (name) => go("chains", name, which)),
      choices("Chain", [["power", "power"], ["cooling", "cooling"]], which, (name) => go("chains", site, name)),
      regionChoice(site)),
    Object.keys(sheets).length > 1 && trail(site, which, at),
    h("p", { class: "note" }, "A click or Enter takes a component out and shows what goes; again puts it back. A hall or row opens its own sheet. ",
      "Arrow keys move. The bar in a box is what it carries of its limit."),
    estate.graph_fault && h("p", { class: "note" }, `What depends on what could not be worked out: ${estate.graph_fault}.`),
    drawing.boxes.length ? h("div", { class: "canvas scroll" }, oneLine(drawing, site, which)) : h("p", { class: "none" }, `The estate has no ${which} chain for ${site}.`),
  ];
}

const sheetsOf = (site, which) => (read(`chains-${siteNumber.get(site)}`) || {})[which] || {};

// Where the reader is: the site, its hall, its row; each part of it leads back up.
function trail(site, which, at) {
  const parts = at ? at.split("/") : [];
  return h("nav", { class: "trail", "aria-label": "Sheets" }, h("ol", {}, [site, ...parts].map((name, depth) => h("li", {},
    depth === parts.length ? h("span", { "aria-current": "true" }, name) : h("a", { href: to("chains", site, which, parts.slice(0, depth).join("/")) }, name)))));
}

function regionChoice(site) {
  const areas = (engine.ready()?.areas || []).filter((area) => area[1] === siteNumber.get(site));
  return areas.length > 0 && h("label", {}, "Take out all that stands in ",
    h("select", { id: "area", onchange: (event) => { taken.set(event.target.value ? [event.target.value] : []); showTaken(); } },
      h("option", { value: "" }, "…"), areas.map(([name]) => h("option", { value: name, selected: taken.names.has(name) }, name.replace(`${site}/`, "")))));
}

// Where each component of a site has a box of its own, best on the sheet that it belongs to; else where it is one of many.
const componentPlaces = new Map();
function componentsOf(site) {
  if (componentPlaces.has(site)) return componentPlaces.get(site);
  const found = new Map();
  for (const which of ["power", "cooling"]) for (const [name, sheet] of Object.entries(sheetsOf(site, which))) for (const box of sheet.boxes) {
    const rank = box[4] ? (box[10] ? 1 : 2) : 0;
    for (const key of box[9]) if (!found.has(key) || found.get(key).rank < rank) found.set(key, { which, name, rank, kind: box[3] });
  }
  componentPlaces.set(site, found);
  return found;
}

function toComponent(site, key) {
  const there = componentsOf(site).get(key);
  return there ? to("chains", site, there.which, there.name, key) : null;
}

function placesOf(drawing) {
  const lines = new Map();
  drawing.boxes.forEach((box, index) => { if (!lines.has(box[0])) lines.set(box[0], []); lines.get(box[0]).push(index); });
  const sides = [...new Set(drawing.boxes.map((box) => box[7]).filter(Boolean))].sort();
  const lane = (index) => { const at = sides.indexOf(drawing.boxes[index][7]); return sides.length < 2 || at < 0 ? SHARED : at === 0 ? 0 : 2; };
  const width = Math.max(4, ...[...lines.values()].map((line) => line.length)) * BOX.beside + 20;
  const at = [];
  for (const [number, line] of lines) {
    const spread = (members, left, whole) => members.forEach((index, nth) => {
      at[index] = [left + ((nth + 0.5) * whole) / members.length - BOX.width / 2, 10 + number * BOX.below];
    });
    // A line with one side each to the left and to the right; what serves both stands between them.
    const apart = sides.length > 1 && !line.some((index) => lane(index) === SHARED);
    const [first, second] = [line.filter((index) => lane(index) === 0), line.filter((index) => lane(index) === 2)];
    if (apart && Math.max(first.length, second.length) * BOX.beside * 2 <= width + BOX.beside) {
      spread(first, 10, (width - 20) / 2);
      spread(second, width / 2, (width - 20) / 2);
    } else spread(line, 10, width - 20);
  }
  return { at, width, height: lines.size * BOX.below - BOX.below + BOX.height + 20 };
}

function oneLine(drawing, site, which) {
  const { at, width, height } = placesOf(drawing);
  const edges = drawing.edges.map(([from, end, way]) =>
    s("path", { d: edgePath(at[from], at[end], way), class: `edge ${way}`, "data-from": from, "data-to": end }));
  const boxes = drawing.boxes.map((box, index) => drawBox(box, at[index], index, () => pressBox(box, site, which)));
  const picture = s("svg", { class: "diagram", role: "group", "aria-label": `One-line diagram of ${drawing.title}`, viewBox: `0 0 ${width} ${height}`,
    vars: { "max-width": `${width}px`, "min-width": `${Math.round(width * 0.72)}px` } }, edges, boxes);
  boxes[0].setAttribute("tabindex", "0");
  const follow = (event) => {
    const box = event.target.closest?.("[data-box]") || focused("[data-box]");
    const lit = box && chainOf(drawing, Number(box.dataset.box));
    picture.classList.toggle("following", Boolean(lit));
    edges.forEach((edge) => edge.classList.toggle("lit", Boolean(lit && lit.has(Number(edge.dataset.from)) && lit.has(Number(edge.dataset.to)))));
  };
  for (const event of ["mouseover", "focusin"]) picture.addEventListener(event, follow);
  picture.addEventListener("mouseleave", () => follow({ target: picture }));
  roving(picture, "[data-box]", (all, here, key) => nearestBox(at, all, here, key));
  picture.mark = () => markBoxes(drawing, boxes, edges, site);
  picture.mark();
  return picture;
}

function edgePath([x1, y1], [x2, y2], way) {
  const half = BOX.width / 2, middle = BOX.height / 2;
  if (way === "tie" && y1 === y2) return `M${Math.min(x1, x2) + BOX.width},${y1 + middle} L${Math.max(x1, x2)},${y2 + middle}`;
  const bend = Math.max(10, (y2 - y1 - BOX.height) / 2);
  return `M${x1 + half},${y1 + BOX.height} C${x1 + half},${y1 + BOX.height + bend} ${x2 + half},${y2 - bend} ${x2 + half},${y2}`;
}

function pressBox([, , label, kind, key, details, racks, , sheet, keys], site, which) {
  if (sheet !== null) return go("chains", site, which, sheet);
  if (key && engine.ready()?.nodeOf.has(key)) { taken.change(key); return showTaken(); }
  return boxDetail(label, kind, key, details, keys, racks, site);
}

function drawBox([, , label, kind, key, details, , side, sheet, , outside], [x, y], index, press) {
  return s("g", {
    class: `box${outside ? " outside" : ""}${sheet !== null ? " opens" : ""}`, role: "button", tabindex: "-1", "data-box": index, "data-key": key || null,
    "data-sheet": sheet, transform: `translate(${x},${y})`,
    onclick: press, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } },
  }, s("title", {}, [`${label}, ${kind}`, ...details.map(([title, value]) => `${title}: ${value}`)].join("\n")),
  s("rect", { width: BOX.width, height: BOX.height, rx: 4 }), s("rect", { class: `kind kind-${kind}`, width: 5, height: BOX.height, rx: 2 }),
  s("text", { x: 13, y: 16, class: "label" }, label.length > 20 ? `${label.slice(0, 18)}…` : label),
  s("text", { x: BOX.width - 6, y: 15, class: "side" }, sheet !== null ? "▸" : side),
  s("text", { x: 13, y: 30, class: "sub" }),
  s("rect", { class: "gauge", x: 5, y: BOX.height - 4, width: 0, height: 4 }));
}

// Says in each box how it is: what it carries and what is left, or that it is out, dead or overloaded.
function markBoxes(drawing, boxes, edges, site) {
  const graph = engine.ready(), state = taken.loss ? taken.loss.state : graph && graph.rest;
  boxes.forEach((element, index) => {
    const [, , label, kind, key, , , , , keys] = drawing.boxes[index];
    const nodes = graph ? keys.map((one) => graph.nodeOf.get(one)).filter((node) => node !== undefined) : [];
    const is = boxState(drawing, index, nodes, state, graph, site);
    element.classList.toggle("out", is.out);
    element.classList.toggle("gone", is.gone && !is.out);
    element.classList.toggle("over", is.over);
    element.querySelector(".sub").textContent = is.word;
    element.querySelector(".gauge").setAttribute("width", is.share === null || is.gone ? 0 : Math.min(1, is.share) * (BOX.width - 5));
    element.setAttribute("aria-label", `${label}, ${kind}, ${is.word}`);
    if (key) element.setAttribute("aria-pressed", String(is.out));
    element.gone = is.gone;
  });
  edges.forEach((edge) => edge.classList.toggle("dead", boxes[edge.dataset.from].gone));
}

const PLACES = { hall: true, row: true, rack: true };

function boxState(drawing, index, nodes, state, graph, site) {
  const [, , , kind, key, , racks, , , keys] = drawing.boxes[index];
  const over = new Set(taken.loss ? taken.loss.overloaded : []);
  const dead = nodes.filter((node) => state.failed[node]).length, high = nodes.filter((node) => over.has(node)).length;
  const shares = nodes.filter((node) => Number.isFinite(engine.limit(node)) && engine.limit(node) > 0).map((node) => state.load[node] / engine.limit(node));
  const share = shares.length ? Math.max(...shares) : null;
  const base = { share, out: keys.length > 0 && keys.every((one) => taken.names.has(one)), gone: false, over: high > 0 };
  if (base.out) return { ...base, word: "✕ taken out" };
  if (PLACES[kind] || kind === "racks") return { ...base, ...rackState(racks, kind, nodes, share, high, graph, site) };
  if (!keys.length) return { ...base, ...cooledState(drawing, index, kind, state, graph) };
  if (key) {
    if (dead) return { ...base, gone: true, word: "✕ does not work" };
    return { ...base, word: high ? `▲ ${percent(share)} of its limit` : share === null ? kind : carrying(state.load[nodes[0]], engine.limit(nodes[0])) };
  }
  if (dead === nodes.length && dead) return { ...base, gone: true, word: `✕ all ${number(dead)} do not work` };
  return { ...base, over: base.over || dead > 0, word: dead || high ? `▲ ${number(dead)} out, ${number(high)} over` : share === null ? `all ${number(keys.length)} work` : `most loaded: ${percent(share)}` };
}

const carrying = (load, limit) => `${number(load / 1e3)} of ${number(limit / 1e3)} kW · ${percent(load / limit)}`;

// Racks by their feeds; of a part of the site with what they draw and what in it is nearest to its limit.
function rackState(racks, kind, nodes, share, high, graph, site) {
  const count = plural(racks.length, "rack");
  if (!graph) return { word: count };
  const names = new Set(racks), here = siteNumber.get(site);
  const at = (list) => list.filter((index) => graph.racks[index][0] === here && names.has(graph.racks[index][1])).length;
  const dark = taken.harm ? at(taken.harm.racks.dark) : 0, single = taken.harm ? at(taken.harm.racks.single) : 0;
  if (dark) return { gone: dark === racks.length, over: true, word: dark === racks.length ? `✕ ${count}: no feed` : `✕ ${number(dark)} of ${count}: no feed` };
  if (single || high) return { over: true, word: single ? `▲ ${number(single)} of ${count}: last feed` : `▲ ${count}: ${number(high)} over` };
  const drawn = racksOf(site).filter((rack) => names.has(rack[0])).map((rack) => rack[6]);
  const sum = drawn.includes(null) ? "?" : number(drawn.reduce((all, one) => all + one, 0) / 1e3);
  return { word: PLACES[kind] ? `${count} · ${sum} kW${share === null ? "" : ` · ${percent(share)}`}` : `${count} · ${sum} kW` };
}

function cooledState(drawing, index, kind, state, graph) {
  if (!graph) return { word: kind };
  const units = drawing.edges.filter((edge) => edge[1] === index).flatMap((edge) => drawing.boxes[edge[0]][9]).map((one) => graph.nodeOf.get(one));
  const gone = units.filter((node) => node !== undefined && state.failed[node]).length;
  return gone === 0 ? { word: kind } : gone === units.length ? { gone: true, word: `✕ ${kind}: no unit` }
    : { over: true, word: `▲ ${kind}: ${units.length - gone} of ${units.length} units` };
}

function chainOf(drawing, index) {
  const lit = new Set([index]);
  for (const [from, end] of [[1, 0], [0, 1]]) {
    const front = [index];
    while (front.length) {
      const here = front.pop();
      for (const edge of drawing.edges) if (edge[from] === here && edge[2] !== "tie" && !lit.has(edge[end])) { lit.add(edge[end]); front.push(edge[end]); }
    }
  }
  return lit;
}

function nearestBox(at, all, here, key) {
  if (key === "Home" || key === "End") return key === "Home" ? all[0] : all[all.length - 1];
  const [x, y] = at[here], upright = key === "ArrowUp" || key === "ArrowDown", before = key === "ArrowUp" || key === "ArrowLeft";
  const there = at.map((_, index) => index).filter((index) => (upright ? (before ? at[index][1] < y : at[index][1] > y)
    : at[index][1] === y && (before ? at[index][0] < x : at[index][0] > x)));
  const far = (index) => (upright ? 10000 * Math.abs(at[index][1] - y) : 0) + Math.abs(at[index][0] - x);
  return all[there.sort((a, b) => far(a) - far(b))[0]];
}

function boxDetail(label, kind, key, details, keys, racks, site) {
  showDetail(label, facts([["kind", kind], ...details]), key && takeButton(key), key && findingList(key),
    keys.length > 0 && !key && h("section", {}, h("h3", {}, "Components"), h("ul", { class: "plain members" }, keys.map((one) => h("li", {},
      h("span", {}, short(one)), " ", takeButton(one))))),
    racks.length > 0 && h("section", {}, h("h3", {}, "Racks"), h("ul", { class: "plain columns" }, racks.map((rack) => h("li", {}, h("a", { href: to("racks", site, rack) }, rack))))));
}

function focusBox(key) {
  const box = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!box) return;
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest", inline: "nearest" });
}
