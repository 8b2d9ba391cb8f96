// The fabric of a site: other sites on top, then borders, spines and leaves; the cables of a device light up with it.
const NODE = { width: 154, height: 30, across: 168, down: 96 };

function fabric(more) {
  const site = siteNumber.has(more[0]) ? more[0] : siteNames[0];
  const drawn = topology(site, more[1]);
  const many = drawn && drawn.classList.contains("many");
  return [
    h("h1", {}, "Fabric"),
    h("div", { class: "tools" }, choices("Site", siteNames.map((name) => [name, name]), site, (name) => go("fabric", name))),
    h("p", { class: "note" }, "Point at a device, or move to it with the arrow keys, to see its cables; a click or Enter keeps them. ",
      "Find a server with the search to see its path.",
      many ? " There are so many cables here that only those of one device are drawn at a time." : ""),
    drawn ? h("div", { class: "canvas scroll" }, drawn) : h("p", { class: "none" }, `${site} has no fabric.`),
  ];
}

function topology(site, wanted) {
  const here = siteNumber.get(site);
  const inside = estate.switches.map((row, index) => index).filter((index) => estate.switches[index][1] === here);
  if (!inside.length) return null;
  const shown = new Set(inside);
  const lines = estate.cables.filter((cable) => shown.has(cable[0]) || shown.has(cable[2]));
  const remote = [...new Set(lines.flatMap((cable) => [cable[0], cable[2]]))].filter((index) => !shown.has(index));
  const role = (name) => inside.filter((index) => estate.switches[index][2] === name);
  const leaves = role("leaf"), perLine = Math.max(8, Math.min(24, Math.ceil(Math.sqrt(leaves.length * 3))));
  const layers = [remote, role("border"), role("spine")];
  for (let at = 0; at < leaves.length; at += perLine) layers.push(leaves.slice(at, at + perLine));
  const server = wanted && devices().get(wanted);
  const width = Math.max(...layers.map((layer) => layer.length), 4) * NODE.across + 40;
  const at = new Map();
  const full = layers.filter((layer) => layer.length);
  full.forEach((layer, level) => layer.forEach((index, place) =>
    at.set(index, [(width - layer.length * NODE.across) / 2 + place * NODE.across + 6, 20 + level * NODE.down])));
  const cables = lines.map((cable) => [cable[0], cable[1], cable[2], cable[3], cable[4]]);
  if (server) {
    at.set(-1, [(width - NODE.width - 60) / 2, 20 + full.length * NODE.down]);
    for (const [nic, target, port] of server[2][8] || []) if (at.has(target)) cables.push([target, port, -1, nic, "server"]);
  }
  return topologyPicture({ at, cables, width, height: (full.length + (server ? 1 : 0)) * NODE.down + 10, server: server && wanted, remote: new Set(remote), site });
}

function topologyPicture(plan) {
  const many = plan.cables.length > 400;
  const wires = plan.cables.map(([a, , b, , kind], index) => {
    const [x1, y1] = plan.at.get(a), [x2, y2] = plan.at.get(b), half = NODE.width / 2, low = NODE.height;
    const end = b < 0 ? x2 + 30 : x2;
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
    nodes.forEach((node) => node.classList.toggle("lit", ends.has(Number(node.dataset.switch))));
    picture.classList.toggle("following", index !== null);
  };
  const follow = (event) => {
    const box = event.target.closest?.("[data-switch]") || focused("[data-switch]");
    light(box ? Number(box.dataset.switch) : choice.pinned);
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
    choice.pinned = index;
    if (index < 0) deviceDetail(plan.server); else switchDetail(index);
    event.target.closest("svg").dispatchEvent(new CustomEvent("pin", { detail: index }));
  };
  const name = index < 0 ? plan.server : estate.switches[index][0];
  const label = plan.remote.has(index) ? name : name.replace(`${plan.site}-`, "");
  return s("g", { class: `box ${index < 0 ? "server" : estate.switches[index][2]}${plan.remote.has(index) ? " remote" : ""}`, role: "button", tabindex: "-1",
    "data-switch": index, "data-name": name, transform: `translate(${x},${y})`, onclick: press,
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(event); } } },
  s("title", {}, name), s("rect", { width: index < 0 ? NODE.width + 60 : NODE.width, height: NODE.height, rx: 4 }),
  s("text", { x: (index < 0 ? NODE.width + 60 : NODE.width) / 2, y: 19, class: "label middle" }, label.length > 20 && index >= 0 ? `…${label.slice(-19)}` : label));
}

function markSwitch(plan, node) {
  const name = node.dataset.name, index = Number(node.dataset.switch);
  const row = index < 0 ? plan.server && devices().get(name)[2] : null;
  const gone = row ? taken.isNodeGone(row[7]) : taken.isGone(name);
  node.classList.toggle("gone", gone);
  node.setAttribute("aria-label", `${name}, ${index < 0 ? "server" : estate.switches[index][2]}${gone ? ", does not work" : ""}`);
  const text = node.querySelector("text");
  text.textContent = `${gone ? "✕ " : ""}${text.textContent.replace("✕ ", "")}`;
}

// A device's own cables; of a server also the uplinks of its switches: the whole path to the spines.
function pathOf(plan, index) {
  const path = new Set(plan.cables.map((_, at) => at).filter((at) => plan.cables[at][0] === index || plan.cables[at][2] === index));
  if (index >= 0) return path;
  const near = new Set([...path].map((at) => plan.cables[at][0]));
  plan.cables.forEach((cable, at) => { if (cable[4] === "uplink" && near.has(cable[0])) path.add(at); });
  return path;
}

function nearestSwitch(plan, all, here, key) {
  const places = all.map((box) => plan.at.get(Number(box.dataset.switch)));
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
