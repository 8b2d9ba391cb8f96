// Rack elevations: a row is drawn when it comes near the screen, because a site may have hundreds of racks.
const MODES = ["purpose", "power", "use", "finding"];
const UNIT = 16;

function racks(more) {
  const site = siteNumber.has(more[0]) ? more[0] : siteNames[0];
  const rows = new Map();
  for (const rack of racksOf(site)) {
    const key = `${rack[1]} · row ${rack[2]}`;
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(rack);
  }
  const again = (name) => (value) => { choice[name] = value; render(); };
  const wanted = more[1];
  setTimeout(() => showRack(wanted, more[2]));
  return [
    h("h1", {}, "Racks"),
    h("div", { class: "tools" },
      choices("Site", siteNames.map((name) => [name, withLabel("site", name)]), site, (name) => go("racks", name)),
      choices("Face", [["front", "front"], ["rear", "rear"]], choice.face, again("face")),
      choices("Colour by", MODES.map((mode) => [mode, mode]), choice.mode, again("mode")),
      rows.size > 1 && h("label", {}, "Row ", h("select", { onchange: (event) => byId(event.target.value).scrollIntoView() },
        [...rows].map(([name, inRow]) => h("option", { value: rowId(name) }, `${name} (${inRow.length})`))))),
    legend(),
    rows.size === 0 && h("p", { class: "none" }, "This site has no racks."),
    [...rows].map(([name, inRow]) => {
      const tallest = Math.max(...inRow.map((rack) => rack[4]));
      const strip = h("div", { class: "strip", vars: { "min-height": `${tallest * UNIT + 90}px` } });
      const section = h("section", { id: rowId(name), class: "row", "aria-label": `Room ${name}` },
        h("h2", {}, `${name} `, h("span", { class: "small" }, plural(inRow.length, "rack"))), strip);
      strip.names = new Set(inRow.map((rack) => rack[0]));
      strip.draw = () => { strip.draw = null; strip.style.removeProperty("min-height"); strip.replaceChildren(...inRow.map((rack) => elevation(site, rack))); };
      nearby.observe(strip);
      return section;
    }),
  ];
}

const rowId = (name) => `row-${name.replace(/[^\w-]/g, "_")}`;
const nearby = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting && one.target.draw) { nearby.unobserve(one.target); one.target.draw(); }
}, { rootMargin: "600px" });

function showRack(rack, device) {
  if (!rack) return;
  const strip = [...document.querySelectorAll(".strip")].find((one) => one.draw && one.names.has(rack));
  if (strip) strip.draw();
  const target = document.querySelector(`[data-rack="${CSS.escape(rack)}"]`);
  if (!target) return;
  const inside = device && target.querySelector(`[data-device="${CSS.escape(device)}"]`);
  (inside || target.querySelector("button")).focus();
  target.scrollIntoView({ block: "center", inline: "center" });
  if (inside) inside.click();
}

function elevation(site, rack) {
  const [name, room, row, type, units, limit, drawn, , , used] = rack;
  const slots = h("div", { class: "slots", vars: { "grid-template-rows": `repeat(${units}, ${UNIT}px)` } });
  for (let unit = units; unit > 0; unit -= 1) slots.append(h("span", { class: "unit", "aria-hidden": "true", vars: { "grid-row": rack[13] ? unit : units - unit + 1 } }, unit));
  const shown = rack[12].filter((device) => device[2] > 0 && isSeen(device)).sort((a, b) => b[2] - a[2]);
  shown.forEach((device) => {
    slots.append(deviceButton(site, rack, device));
  });
  const share = drawn === null || !limit ? null : drawn / limit;
  const found = findingsAbout.get(`${site}/${name}`);
  const box = h("div", { class: "rack", role: "group", "data-rack": name, "aria-label": `Rack ${name}, ${choice.face}` },
    h("button", { type: "button", class: `rackhead ${tone(rackTone(site, rack, share))}`, onclick: () => rackDetail(site, rack),
      "aria-label": `Rack ${name}: ${used === null ? "units not known" : `${used} of ${units} units`}, ${watts(drawn)} of ${watts(limit)}${feedsGone(site, rack)}` },
    h("strong", {}, name), labelOf("rack", `${site}/${name}`) && h("span", { class: "small" }, labelOf("rack", `${site}/${name}`)), found && h("span", { class: "mark" }, ` ▲ ${found.length}`),
    h("span", { class: "small" }, `${watts(drawn)} · ${share === null ? "?" : percent(share)}`),
    feedsGone(site, rack) && h("span", { class: "small" }, feedsGone(site, rack).slice(2))), slots);
  roving(box, "button", (all, here, key) => inOrder(all, here, key));
  return box;
}

// A device of full depth is seen from both sides.
const isSeen = (device) => (choice.face === "rear") === Boolean(device[3]) || Boolean(estate.types[device[1]][3]);

function deviceButton(site, rack, device) {
  const name = deviceName(site, rack[0], device[0]), [typeName, , height] = estate.types[device[1]];
  const { text, level } = shade(name, device);
  const gone = taken.isNodeGone(device[7]);
  const behind = (choice.face === "rear") !== Boolean(device[3]);
  const label = `${name}, ${typeName}, unit ${device[2]}${height > 1 ? ` to ${device[2] + height - 1}` : ""}, ${estate.uses[device[5]]}${text ? `, ${choice.mode}: ${text}` : ""}${gone ? ", does not work" : ""}`;
  return h("button", {
    type: "button", tabindex: "-1", "data-device": name, "aria-label": label, title: label,
    class: `device ${tone(level)}${gone ? " gone" : ""}${behind ? " behind" : ""}`,
    vars: { "grid-row": `${Math.max(1, rack[13] ? device[2] : rack[4] - device[2] - height + 2)} / span ${height}` },
    onclick: () => deviceDetail(name),
  }, h("span", { class: "what" }, `${gone ? "✕ " : ""}${device[0].replace("~", "").replace(`${site}-`, "")}`), text && h("span", { class: "how" }, text));
}

const tone = (level) => (level === null ? "unknown" : `shade-${level}`);
const step = (share, limits) => (share === null || share === undefined ? null : limits.filter((limit) => share >= limit).length);
const POWER = [150, 300, 450, 600], USE = [0.01, 0.5, 0.75, 0.9], RACK = [0.01, 0.5, 0.7, 0.8];

function shade(name, device) {
  const [, , height, , draw] = estate.types[device[1]];
  if (choice.mode === "power") return { text: draw === null ? "? W" : `${number(draw)} W`, level: draw === null ? null : step(draw / height, POWER) };
  if (choice.mode === "use") {
    if (device[6] === null) return { text: estate.uses[device[5]].startsWith("pool") ? "use ?" : "", level: null };
    return { text: `${device[6]} %`, level: step(device[6] / 100, USE) };
  }
  if (choice.mode === "finding") {
    const found = (findingsAbout.get(name) || []).map((index) => estate.findings[index][0]);
    const errors = found.filter((severity) => severity === "error").length;
    return { text: errors ? `✕ ${found.length}` : found.length ? `▲ ${found.length}` : "", level: errors ? 4 : found.some((severity) => severity !== "waived") ? 3 : 0 };
  }
  return { text: estate.uses[device[5]].replace(/^pool /, ""), level: `use-${device[5] % 8}` };
}

function rackTone(site, rack, share) {
  if (choice.mode === "purpose") return "plain";
  if (choice.mode === "finding") return findingsAbout.has(`${site}/${rack[0]}`) ? 4 : 0;
  return choice.mode === "use" ? step(rack[9] === null ? null : rack[9] / rack[4], USE) : step(share, RACK);
}

function legend() {
  const entry = (level, text) => h("li", {}, h("span", { class: `swatch ${tone(level)}`, "aria-hidden": "true" }), text);
  const ranges = {
    power: ["under 150 W a unit", "150–300 W", "300–450 W", "450–600 W", "600 W and more"].map((text, at) => entry(at, text)),
    use: ["nothing taken", "under 50 %", "50–75 %", "75–90 %", "90 % and more"].map((text, at) => entry(at, text)),
    finding: [entry(0, "none"), entry(3, "▲ warnings"), entry(4, "✕ errors")],
    purpose: estate.uses.map((text, at) => entry(`use-${at % 8}`, text)),
  }[choice.mode];
  const basis = { live: "vCPUs taken, as the clouds say", planned: "vCPUs that the services of the estate would take, placed on empty hosts", unknown: "The use of hosts is not known here" };
  return h("div", { class: "legend" }, h("ul", { "aria-label": "Legend" }, ranges, choice.mode === "power" || choice.mode === "use" ? entry(null, "not known") : null),
    choice.mode === "use" && h("span", { class: "small" }, basis[estate.basis]));
}

function feedsGone(site, rack) {
  if (!taken.loss) return "";
  const gone = rack[11].filter(([side]) => taken.isGone(`${site}/${rack[0]} feed ${side}`)).map(([side]) => side);
  return gone.length === 0 ? "" : gone.length === rack[11].length ? ", ✕ no feed" : `, ▲ feed ${gone.join(", ")} out`;
}

// What takes no unit of its own: at the rack's side, or in a chassis.
function beside(site, rack) {
  const rows = rack[12].filter((device) => device[2] === 0)
    .map((device) => [deviceName(site, rack[0], device[0]), estate.types[device[1]][0], estate.uses[device[5]]]);
  return rows.length > 0 && table("At the side and in chassis", ["device", "type", "for"], rows);
}

function rackDetail(site, rack) {
  const [name, room, row, type, units, limit, drawn, most, weight, used, failover, feeds] = rack;
  const load = new Map(failover);
  showDetail(`Rack ${site}/${name}`,
    facts([...described("rack", `${site}/${name}`), ["room", labelOf("room", `${site}/${room}`)], ["room, row", `${room}, ${row}`], ["type", type], ["units used", used === null ? "not known" : `${used} of ${units}`],
      ["power", `${watts(drawn)} of ${watts(limit)}`], ["weight", `${number(weight)} of ${number(most)} kg`]]),
    beside(site, rack),
    table("Feeds", ["side", "from", "load alone, of 80 % of its rating"], feeds.map(([side, from]) => [side, toComponent(site, `${site}/${from}`) ? h("a", { href: toComponent(site, `${site}/${from}`) }, from) : from, percent(load.get(side))])),
    findingList(`${site}/${name}`));
}

function deviceDetail(name) {
  const number = switchNumber.get(name);
  const [site, rack, row] = number === undefined ? devices().get(name) : [siteNames[estate.switches[number][1]]];
  if (number !== undefined) return switchDetail(number);
  const [type, model, height, , draw, airflow] = estate.types[row[1]];
  showDetail(name,
    facts([["label", labelOf("server", name)], ["place", h("a", { href: to("racks", site, rack[0]) }, `${site}/${rack[0]}, unit ${row[2]}${height > 1 ? `–${row[2] + height - 1}` : ""}, ${row[3] ? "rear" : "front"}`)],
      ["type", `${type} (${model})`], ["for", estate.uses[row[5]]], ["cords", estate.cords[row[4]] || "none"], ["draw", watts(draw)], ["airflow", airflow],
      ["vCPUs taken", row[6] === null ? "not known" : `${row[6]} % (${estate.basis})`]]),
    row[8] && table("Cables", ["port", "switch", "its port"], row[8].map(([nic, target, port]) => [nic, target < 0 ? "not known" : estate.switches[target][0], port])),
    row[8] && h("p", {}, h("a", { href: to("fabric", site, name) }, "Show the cable paths")),
    findingList(name));
  return undefined;
}
