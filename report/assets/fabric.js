// The fabric of a site: other sites on top, then borders, spines and leaves; the cables of a device light up with it.
const NODE = { width: 154, height: 30, across: 168, down: 84, near: 44 };
const LEAVES = 24, A_LINE = 8;

function fabric(more) {
  const site = siteNumber.has(more[0]) ? more[0] : siteNames[0];
  const rows = leafRows(site), open = rowOf(site, rows, more[1]);
  const drawn = topology(site, more[1], rows, open);
  return [
    h("h1", {}, "Fabric"),
    h("div", { class: "tools" }, choices("Site", siteNames.map((name) => [name, name]), site, (name) => go("fabric", name))),
    rows.size > 0 && h("nav", { class: "trail", "aria-label": "Sheets" }, h("ol", {},
      h("li", {}, open ? h("a", { href: to("fabric", site) }, site) : h("span", { "aria-current": "true" }, site)),
      open && h("li", {}, h("span", { "aria-current": "true" }, open)))),
    h("p", { class: "note" }, "Point at a device, or move to it with the arrow keys, to see its cables; a click or Enter keeps them. ",
      "Find a server with the search to see its path.", rows.size > 0 && !open ? " A row opens its own sheet with its leaf switches." : ""),
    drawn ? h("div", { class: "canvas scroll" }, drawn) : h("p", { class: "none" }, `${site} has no fabric.`),
  ];
}

const inSite = (site) => estate.switches.map((row, index) => index).filter((index) => estate.switches[index][1] === siteNumber.get(site));
const isLeaf = (index) => estate.switches[index][2] === "leaf";

// Leaf switches by the row of racks that they stand in; none where all of them fit beside each other.
function leafRows(site) {
  const leaves = inSite(site).filter(isLeaf), rows = new Map();
  if (leaves.length <= LEAVES) return rows;
  const place = new Map(racksOf(site).map((rack) => [rack[0], `${rack[1]} row ${rack[2]}`]));
  for (const index of leaves) {
    const row = place.get(estate.switches[index][6]) || "no rack";
    if (!rows.has(row)) rows.set(row, []);
    rows.get(row).push(index);
  }
  return rows;
}

// The row whose sheet shows what is asked for: itself, one of its switches, or the switches of a server.
function rowOf(site, rows, wanted) {
  if (!wanted || !rows.size || rows.has(wanted)) return wanted && rows.has(wanted) ? wanted : null;
  const near = switchNumber.has(wanted) ? [switchNumber.get(wanted)] : (devices().get(wanted)?.[2][8] || []).map(([, target]) => target);
  const found = [...rows].find(([, leaves]) => leaves.some((index) => near.includes(index)));
  return found ? found[0] : null;
}

function topology(site, wanted, rows, open) {
  const inside = inSite(site);
  if (!inside.length) return null;
  const shown = new Set(inside), inRow = new Map();
  for (const [row, leaves] of open ? [] : rows) for (const index of leaves) inRow.set(index, row);
  const lines = estate.cables.filter((cable) => shown.has(cable[0]) || shown.has(cable[2]));
  const remote = [...new Set(lines.flatMap((cable) => [cable[0], cable[2]]))].filter((index) => !shown.has(index));
  const role = (name) => inside.filter((index) => estate.switches[index][2] === name);
  const below = open ? rows.get(open) : rows.size ? [...rows.keys()] : role("leaf");
  const layers = [remote, role("border"), role("spine")].flatMap((layer) => inLines(layer, A_LINE));
  const firstBelow = layers.length;
  layers.push(...inLines(below, rows.size ? A_LINE : LEAVES));
  const server = wanted && devices().get(wanted);
  const width = Math.max(...layers.map((layer) => layer.length), 4) * NODE.across + 40;
  const at = new Map();
  let y = 20;
  layers.forEach((layer, level) => {
    layer.forEach((index, place) => at.set(index, [(width - layer.length * NODE.across) / 2 + place * NODE.across + 6, y]));
    y += rows.size && level >= firstBelow ? NODE.near : NODE.down;
  });
  const cables = cablesBetween(lines, at, inRow);
  if (server) {
    at.set(-1, [(width - NODE.width - 60) / 2, y]);
    y += NODE.down;
    for (const [nic, target, port] of server[2][8] || []) if (at.has(target)) cables.push([target, port, -1, nic, "server"]);
  }
  return topologyPicture({ at, cables, width, height: Math.max(...[...at.values()].map((place) => place[1])) + NODE.height + 20, server: server && wanted, remote: new Set(remote), rows, site });
}

function inLines(several, most) {
  const count = Math.ceil(several.length / most), each = Math.ceil(several.length / Math.max(1, count));
  return Array.from({ length: count }, (_, line) => several.slice(line * each, (line + 1) * each));
}

// The cables between what is drawn; those of a row that is one box are one to each switch.
function cablesBetween(lines, at, inRow) {
  const found = new Map();
  lines.forEach(([a, portA, b, portB, kind], index) => {
    const [from, end] = [inRow.get(a) ?? a, inRow.get(b) ?? b];
    if (from === end || !at.has(from) || !at.has(end)) return;
    const isMany = from !== a || end !== b;
    const key = isMany ? `${from} ${end}` : index;
    if (!found.has(key)) found.set(key, [from, isMany ? "" : portA, end, isMany ? "" : portB, kind]);
  });
  return [...found.values()];
}

function topologyPicture(plan) {
  const many = plan.cables.length > 400;
  const wires = plan.cables.map(([a, , b, , kind], index) => {
    const [x1, y1] = plan.at.get(a), [x2, y2] = plan.at.get(b), half = NODE.width / 2, low = NODE.height;
    const end = b === -1 ? x2 + 30 : x2;
    const [top, bottom] = y1 <= y2 ? [[x1, y1], [end, y2]] : [[end, y2], [x1, y1]];
    const nth = plan.cables.slice(0, index).filter((one) => one[0] === a && one[2] === b).length;
    const path = y1 === y2 ? `M${Math.min(x1, x2) + NODE.width},${y1 + 10 + 7 * nth} L${Math.max(x1, x2)},${y1 + 10 + 7 * nth}`
      : `M${top[0] + half + 4 * nth},${top[1] + low} L${bottom[0] + half + 4 * nth},${bottom[1]}`;
    return s("path", { d: path, class: `wire ${kind}`, "data-wire": index });
  });
  const nodes = [...plan.at].map(([index, [x, y]]) => switchBox(plan, index, x, y));
  const picture = s("svg", { class: `diagram topology${many ? " many" : ""}`, role: "group", "aria-label": `Topology of ${plan.site}`, viewBox: `0 0 ${plan.width} ${plan.height}`,
    vars: { "max-width": `${plan.width}px`, "min-width": `${Math.round(plan.width * 0.62)}px` } }, wires, nodes);
  nodes[0].setAttribute("tabindex", "0");
  const light = (index) => {
    const path = index === null ? new Set() : pathOf(plan, index);
    const ends = new Set(index === null ? [] : [index, ...[...path].flatMap((wire) => [plan.cables[wire][0], plan.cables[wire][2]])]);
    wires.forEach((wire, at) => wire.classList.toggle("lit", path.has(at)));
    nodes.forEach((node) => node.classList.toggle("lit", ends.has(switchKey(node.dataset.switch))));
    picture.classList.toggle("following", index !== null);
  };
  const follow = (event) => {
    const box = event.target.closest?.("[data-switch]") || focused("[data-switch]");
    light(box ? switchKey(box.dataset.switch) : choice.pinned);
  };
  for (const event of ["mouseover", "focusin"]) picture.addEventListener(event, follow);
  picture.addEventListener("mouseleave", () => follow({ target: picture }));
  picture.addEventListener("pin", (event) => light(event.detail));
  roving(picture, "[data-switch]", (all, here, key) => nearestSwitch(plan, all, here, key));
  picture.mark = () => nodes.forEach((node) => markSwitch(plan, node));
  picture.mark();
  choice.pinned = null;
  if (plan.server) { choice.pinned = -1; light(-1); setTimeout(() => deviceDetail(plan.server)); }
  return picture;
}

function switchBox(plan, index, x, y) {
  const press = (event) => {
    if (plan.rows.has(index)) return go("fabric", plan.site, index);
    choice.pinned = index;
    if (index === -1) deviceDetail(plan.server); else switchDetail(index);
    event.target.closest("svg").dispatchEvent(new CustomEvent("pin", { detail: index }));
    return undefined;
  };
  const name = index === -1 ? plan.server : plan.rows.has(index) ? index : estate.switches[index][0];
  const label = plan.remote.has(index) ? name : plan.rows.has(index) ? `${name} · ${plan.rows.get(index).length}` : name.replace(`${plan.site}-`, "");
  const sort = index === -1 ? "server" : plan.rows.has(index) ? "leaf opens" : estate.switches[index][2];
  const width = index === -1 ? NODE.width + 60 : NODE.width;
  return s("g", { class: `box ${sort}${plan.remote.has(index) ? " remote" : ""}`, role: "button", tabindex: "-1",
    "data-switch": index, "data-name": name, transform: `translate(${x},${y})`, onclick: press,
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(event); } } },
  s("title", {}, name), s("rect", { width, height: NODE.height, rx: 4 }),
  s("text", { x: width / 2, y: 19, class: "label middle" }, label.length > 22 && index !== -1 ? `…${label.slice(-21)}` : label));
}

const switchKey = (text) => (/^-?[0-9]+$/.test(text) ? Number(text) : text);

function markSwitch(plan, node) {
  const name = node.dataset.name, index = switchKey(node.dataset.switch), row = plan.rows.get(index);
  const device = index === -1 ? devices().get(name)[2] : null;
  const out = row ? row.filter((one) => taken.isGone(estate.switches[one][0])).length : 0;
  const gone = row ? out === row.length : device ? taken.isNodeGone(device[7]) : taken.isGone(name);
  node.classList.toggle("gone", gone);
  node.classList.toggle("over", out > 0 && !gone);
  const what = row ? `${plural(row.length, "leaf switch", "leaf switches")}${out ? `, ${number(out)} of them do not work` : ""}` : index === -1 ? "server" : estate.switches[index][2];
  node.setAttribute("aria-label", `${name}, ${what}${gone && !row ? ", does not work" : ""}`);
  const text = node.querySelector("text");
  text.textContent = `${gone ? "✕ " : out ? "▲ " : ""}${text.textContent.replace(/^[✕▲] /, "")}`;
}

// A device's own cables; of a server also the uplinks of its switches: the whole path to the spines.
function pathOf(plan, index) {
  const path = new Set(plan.cables.map((_, at) => at).filter((at) => plan.cables[at][0] === index || plan.cables[at][2] === index));
  if (index !== -1) return path;
  const near = new Set([...path].map((at) => plan.cables[at][0]));
  plan.cables.forEach((cable, at) => { if (cable[4] === "uplink" && near.has(cable[0])) path.add(at); });
  return path;
}

function nearestSwitch(plan, all, here, key) {
  const places = all.map((box) => plan.at.get(switchKey(box.dataset.switch)));
  const [x, y] = places[here];
  const upright = key === "ArrowUp" || key === "ArrowDown";
  const before = key === "ArrowUp" || key === "ArrowLeft";
  const there = all.map((_, index) => index).filter((index) => (upright ? (before ? places[index][1] < y : places[index][1] > y)
    : places[index][1] === y && (before ? places[index][0] < x : places[index][0] > x)));
  const far = (index) => (upright ? 1000 * Math.abs(places[index][1] - y) : 0) + Math.abs(places[index][0] - x);
  return all[there.sort((a, b) => far(a) - far(b))[0]];
}

function switchDetail(index) {
  const [name, site, role, pair, side, type, rack, position, cords, nos] = estate.switches[index];
  const siteName = siteNames[site];
  const rows = estate.cables.filter((cable) => cable[0] === index || cable[2] === index).map((cable) =>
    (cable[0] === index ? [cable[1], `${estate.switches[cable[2]][0]} ${cable[3]}`, cable[4]] : [cable[3], `${estate.switches[cable[0]][0]} ${cable[1]}`, cable[4]]));
  showDetail(name,
    facts([["role", `${role}${pair ? `, ${pair} side ${side}` : ""}`], ["system", nos], ["type", type],
      ["place", h("a", { href: to("racks", siteName, rack, name) }, `${siteName}/${rack}, unit ${position}`)], ["cords", cords || "none"]]),
    takeButton(name), table("Cables to switches", ["port", "to", "kind"], rows), findingList(name),
    h("p", {}, h("a", { href: to("fabric", siteName) }, "Show the fabric")));
}
