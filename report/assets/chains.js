// One-line diagrams of power and cooling: from the sources at the left to the racks at the right.
const BOX = { width: 150, height: 36, across: 208, down: 48, beside: 164, below: 70 };
// A chain that is narrow stands upright, as one-line diagrams do; one with many racks lies, so that its length scrolls down.
const UPRIGHT = 8;

function chains(more) {
  const site = siteNumber.has(more[0]) ? more[0] : siteNames[0];
  const which = more[1] === "cooling" ? "cooling" : "power";
  const drawing = (read(`chains-${siteNumber.get(site)}`) || {})[which] || { boxes: [], edges: [] };
  setTimeout(() => more[2] && focusBox(more[2]));
  return [
    h("h1", {}, "Power and cooling"),
    h("div", { class: "tools" },
      choices("Site", siteNames.map((name) => [name, name]), site, (name) => go("chains", name, which)),
      choices("Chain", [["power", "power"], ["cooling", "cooling"]], which, (name) => go("chains", site, name)),
      regionChoice(site)),
    h("p", { class: "note" }, "A click or Enter takes a component out and shows what goes; again puts it back. Arrow keys move. ",
      "The bar in a box is what it carries of its limit."),
    estate.graph_fault && h("p", { class: "note" }, `What hangs on what could not be worked out: ${estate.graph_fault}.`),
    drawing.boxes.length ? h("div", { class: "canvas scroll" }, oneLine(drawing)) : h("p", { class: "none" }, `The estate has no ${which} chain for ${site}.`),
  ];
}

function regionChoice(site) {
  const areas = (engine.ready()?.areas || []).filter((area) => area[1] === siteNumber.get(site));
  return areas.length > 0 && h("label", {}, "Take out all that stands in ",
    h("select", { id: "area", onchange: (event) => { taken.set(event.target.value ? [event.target.value] : []); showTaken(); } },
      h("option", { value: "" }, "…"), areas.map(([name]) => h("option", { value: name, selected: taken.names.has(name) }, name.replace(`${site}/`, "")))));
}

function oneLine(drawing) {
  const tall = new Map(), wide = Math.max(...drawing.boxes.map((box) => box[0])) + 1;
  drawing.boxes.forEach(([column, row]) => tall.set(column, Math.max(tall.get(column) || 0, row + 1)));
  const most = Math.max(...tall.values()), upright = most <= UPRIGHT;
  const width = upright ? most * BOX.beside + 20 : (wide - 1) * BOX.across + BOX.width + 40;
  const height = upright ? wide * BOX.below - 14 : most * BOX.down + 20;
  const at = drawing.boxes.map(([column, row]) => upright
    ? [(row + 0.5) * ((width - 20) / tall.get(column)) + 10 - BOX.width / 2, column * BOX.below + 28]
    : [20 + column * BOX.across, (row + 0.5) * ((height - 20) / tall.get(column)) + 10]);
  const edges = drawing.edges.map(([from, end, way]) => {
    return s("path", { d: edgePath(at[from], at[end], way, upright), class: `edge ${way}`, "data-from": from, "data-to": end });
  });
  const boxes = drawing.boxes.map((box, index) => drawBox(box, at[index], index));
  const picture = s("svg", { class: "diagram", role: "group", "aria-label": "One-line diagram", viewBox: `0 0 ${width} ${height}`,
    vars: { "max-width": `${width}px`, "min-width": `${Math.round(width * 0.75)}px` } }, edges, boxes);
  boxes[0].setAttribute("tabindex", "0");
  const follow = (event) => {
    const box = event.target.closest?.("[data-box]") || focused("[data-box]");
    const lit = box && chainOf(drawing, Number(box.dataset.box));
    picture.classList.toggle("following", Boolean(lit));
    edges.forEach((edge) => edge.classList.toggle("lit", Boolean(lit && lit.has(Number(edge.dataset.from)) && lit.has(Number(edge.dataset.to)))));
  };
  for (const event of ["mouseover", "focusin"]) picture.addEventListener(event, follow);
  picture.addEventListener("mouseleave", () => follow({ target: picture }));
  roving(picture, "[data-box]", (all, here, key) => nearestBox(drawing, at, all, here, upright ? TURNED[key] || key : key));
  picture.mark = () => markBoxes(drawing, boxes, edges);
  picture.mark();
  return picture;
}

const TURNED = { ArrowUp: "ArrowLeft", ArrowDown: "ArrowRight", ArrowLeft: "ArrowUp", ArrowRight: "ArrowDown" };

function edgePath([x1, y1], [x2, y2], way, upright) {
  const half = BOX.width / 2, low = BOX.height / 2;
  if (way === "tie") {
    return upright ? `M${Math.min(x1, x2) + BOX.width},${y1} L${Math.max(x1, x2)},${y2}`
      : `M${x1 + half},${y1} C${x1 + BOX.width + 40},${y1} ${x2 + BOX.width + 40},${y2} ${x2 + half},${y2}`;
  }
  if (upright) {
    const bend = Math.max(18, (y2 - y1 - BOX.height) / 2);
    return `M${x1 + half},${y1 + low} C${x1 + half},${y1 + low + bend} ${x2 + half},${y2 - low - bend} ${x2 + half},${y2 - low}`;
  }
  const bend = Math.max(30, (x2 - x1 - BOX.width) / 2);
  return `M${x1 + BOX.width},${y1} C${x1 + BOX.width + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
}

function drawBox([, , label, kind, key, details], [x, y], index) {
  const press = () => (key && engine.ready()?.nodeOf.has(key) ? (taken.change(key), showTaken()) : boxDetail(label, kind, key, details));
  return s("g", {
    class: "box", role: "button", tabindex: "-1", "data-box": index, "data-key": key || null, transform: `translate(${x},${y - BOX.height / 2})`,
    onclick: press, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } },
  }, s("title", {}, [`${label}, ${kind}`, ...details.map(([title, value]) => `${title}: ${value}`)].join("\n")),
  s("rect", { width: BOX.width, height: BOX.height, rx: 4 }), s("rect", { class: `kind kind-${kind}`, width: 5, height: BOX.height, rx: 2 }),
  s("text", { x: 13, y: 15, class: "label" }, label.length > 22 ? `${label.slice(0, 21)}…` : label), s("text", { x: 13, y: 28, class: "sub" }),
  s("rect", { class: "gauge", x: 5, y: BOX.height - 4, width: 0, height: 4 }));
}

// Says in each box how it is: what it carries, or that it is out, dead or overloaded.
function markBoxes(drawing, boxes, edges) {
  const graph = engine.ready(), over = new Set(taken.loss ? taken.loss.overloaded : []);
  const state = taken.loss ? taken.loss.state : graph && graph.rest;
  boxes.forEach((element, index) => {
    const [, , label, kind, key] = drawing.boxes[index];
    const node = graph && key ? graph.nodeOf.get(key) : undefined;
    const limit = node === undefined ? Infinity : engine.limit(node);
    const share = node === undefined || limit === Infinity || limit === 0 ? null : state.load[node] / limit;
    const feeds = !key && graph ? groupState(drawing, index, state, graph) : null;
    const gone = node !== undefined ? Boolean(state.failed[node]) : Boolean(feeds && feeds.startsWith("✕"));
    const out = taken.names.has(key);
    const word = out ? "✕ taken out" : gone ? feeds || "✕ does not work" : over.has(node) ? `▲ ${percent(share)} of its limit`
      : feeds || (share === null ? kind : `${kind} · ${percent(share)}`);
    element.classList.toggle("out", out);
    element.classList.toggle("gone", gone && !out);
    element.classList.toggle("over", over.has(node) || Boolean(feeds && feeds.startsWith("▲")));
    element.querySelector(".sub").textContent = word;
    element.querySelector(".gauge").setAttribute("width", share === null || gone ? 0 : Math.min(1, share) * (BOX.width - 5));
    element.setAttribute("aria-label", `${label}, ${kind}, ${word}`);
    if (key) element.setAttribute("aria-pressed", String(out));
    element.gone = gone;
  });
  edges.forEach((edge) => edge.classList.toggle("dead", boxes[edge.dataset.from].gone));
}

function groupState(drawing, index, state, graph) {
  const sources = drawing.edges.filter((edge) => edge[1] === index).map((edge) => graph.nodeOf.get(drawing.boxes[edge[0]][4]));
  const gone = sources.filter((node) => node !== undefined && state.failed[node]).length;
  const [, , , kind, , , members] = drawing.boxes[index];
  const [count, source] = kind === "racks" ? [plural(members.length, "rack"), "feed"] : [kind, "unit"];
  return gone === 0 ? count : gone === sources.length ? `✕ ${count}: no ${source}` : `▲ ${count}: ${sources.length - gone} of ${sources.length} ${source}s`;
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

function nearestBox(drawing, at, all, here, key) {
  const [column, row] = drawing.boxes[here];
  const up = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (up) return all[drawing.boxes.findIndex((box) => box[0] === column && box[1] === row + up)];
  if (key === "Home" || key === "End") return key === "Home" ? all[0] : all[all.length - 1];
  const side = column + (key === "ArrowRight" ? 1 : -1);
  const there = drawing.boxes.map((box, index) => index).filter((index) => drawing.boxes[index][0] === side);
  const far = (index) => Math.hypot(at[index][0] - at[here][0], at[index][1] - at[here][1]);
  return all[there.sort((a, b) => far(a) - far(b))[0]];
}

function boxDetail(label, kind, key, details) {
  showDetail(label, facts([["kind", kind], ...details]), key && takeButton(key), key && findingList(key));
}

function focusBox(key) {
  const box = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!box) return;
  box.focus();
  box.scrollIntoView({ block: "center", inline: "center" });
}
