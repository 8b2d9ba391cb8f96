// The first screen: what there is, whether it is fine, and what would hurt most.
function overview() {
  const graph = engine.ready();
  const count = (severity) => estate.findings.filter((finding) => finding[0] === severity).length;
  const errors = count("error"), unknown = count("unknown"), warnings = count("warning");
  return [
    h("h1", {}, `Estate ${estate.name}`),
    h("p", { class: "note" }, `Standards: ${estate.standards.join(", ") || "none named"} · digest `, h("code", {}, estate.digest.slice(0, 16))),
    h("ul", { class: "cards" },
      card("Findings", errors ? `✕ ${plural(errors, "error")}` : unknown ? `? ${number(unknown)} unknown` : warnings ? `▲ ${plural(warnings, "warning")}` : "✓ none",
        `${plural(errors, "error")}, ${plural(warnings, "warning")}, ${number(unknown)} unknown${estate.is_judged ? "" : "; the standards were not asked"}`,
        to("findings"), errors ? "bad" : unknown || warnings ? "warn" : "good"),
      lossCard(graph),
      card("Racks", number(total(2)), `in ${plural(total(1), "room")} at ${plural(estate.sites.length, "site")}`, to("racks")),
      card("Servers", number(total(3)), `${plural(estate.capacity.rows.filter((row) => row[0] === "pool" && row[2] === "").length, "pool")}, ${plural(estate.services.length, "service")}`, to("capacity")),
      card("Switches", number(total(4)), `${plural(estate.networks.length, "network")} in ${plural(estate.zones.length, "zone")}`, to("fabric")),
      card("Power and cooling", number(total(5) + total(6)), `${plural(total(5), "power component")}, ${number(total(6))} of cooling`, to("chains"))),
    table("Sites: what is drawn, what is left, what is broken", ["site", "state", "devices draw", "left after any one loss", "scarcest flavor after the worst loss", "broken"],
      estate.sites.map(([name, , state], at) => [h("a", { href: to("chains", name), title: described("site", name)[1][1] }, withLabel("site", name)), state, ...summary(name, estate.summary[at])])),
    table("Sites: what there is", ["site", "city", "cloud", "racks", "servers", "switches", "power", "cooling"],
      estate.sites.map(([name, city, , cloud], at) => [h("a", { href: to("racks", name) }, withLabel("site", name)), city, cloud || "none",
        ...estate.counts[at].slice(2)])),
    graph && worst(graph),
    estate.paths.length > 0 && table("Between the sites", ["sites", "round trip", "fibres", "bandwidth"], estate.paths.map(([a, b, ms, fibres, gigabits]) =>
      [`${siteNames[a]} – ${siteNames[b]}`, `${number(ms, 2)} ms`, fibres, `${number(gigabits)} Gb/s`])),
  ];
}

// Full draw of the devices, the component that has least left, the flavor that fits least often, and findings.
function summary(site, [drawn, least, scarce, errors, warnings, unknown]) {
  const left = least ? [`${watts(least[1])} at `, h("a", { href: toComponent(site, least[0]) }, short(least[0]))] : "not known";
  const fits = scarce ? `${number(scarce[2])} × ${scarce[0]} in ${scarce[1]}, after losing a ${scarce[3]}` : "not known (ask the clouds: --live)";
  const broken = errors || warnings || unknown ? [errors ? `✕ ${plural(errors, "error")} ` : "", warnings ? `▲ ${plural(warnings, "warning")} ` : "", unknown ? `? ${number(unknown)} unknown` : ""].join("").trim() : "✓ nothing found";
  return [watts(drawn), left, fits, h("a", { href: to("findings") }, broken)];
}

const total = (column) => estate.counts.reduce((sum, row) => sum + row[column], 0);
const card = (title, figure, text, target, tone) => h("li", { class: `card ${tone || ""}` },
  h("a", { href: target }, h("span", { class: "title" }, title), h("strong", {}, figure), h("span", { class: "small" }, text)));

function lossCard(graph) {
  if (!graph) return card("Any one component out", "? not known", estate.graph_fault, to("chains"), "warn");
  const [dead, over] = graph.at_rest;
  if (dead.length) return card("Any one component out", `✕ ${plural(dead.length, "server")}`, "cannot work as written, with nothing taken out", to("chains"), "bad");
  if (over.length) return card("Any one component out", `✕ ${plural(over.length, "overload")}`, `with nothing taken out: ${over.slice(0, 3).join(", ")}`, to("chains"), "bad");
  const unsure = graph.gaps.length ? `, ${plural(graph.gaps.length, "thing")} not written` : "";
  return graph.harmful
    ? card("Any one component out", `✕ ${number(graph.harmful)} hurt`, `of ${plural(graph.tried, "component")} taken out one by one${unsure}`, to("chains"), "bad")
    : card("Any one component out", unsure ? "▲ no loss seen" : "✓ no loss", `${plural(graph.tried, "component")} taken out one by one${unsure}`, to("chains"), unsure ? "warn" : "good");
}

function worst(graph) {
  if (graph.at_rest[0].length) return listed("Servers that cannot work as written", graph.at_rest[0]);
  if (!graph.worst.length) return h("p", { class: "note" }, "✓ No single component of power, cooling, network or carriers takes a server with it or overloads another.");
  return table(`Most harmful single losses (${number(graph.worst.length)} of ${number(graph.harmful)})`, ["component", "servers lost", "their draw", "overloads", "trips", "show"],
    graph.worst.map(([name, servers, draw, overloads, trips]) => [name, servers, watts(draw), overloads, trips,
      h("button", { type: "button", "aria-label": `Take out ${name}`, onclick: () => { taken.set([name]); showTaken(); } }, "take out")]));
}
