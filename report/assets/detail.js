// The panel at the side: what one thing is, and what goes with what is taken out.
function showDetail(title, ...content) {
  const panel = byId("detail");
  panel.hidden = false;
  panel.replaceChildren(
    h("div", { class: "panelhead" }, h("h2", {}, title),
      h("button", { type: "button", class: "quiet", "aria-label": "Close the details", onclick: hideDetail }, "✕")),
    ...content.flat().filter(Boolean));
}

function hideDetail() {
  byId("detail").hidden = true;
  choice.pinned = null;
}

const facts = (rows) => h("dl", {}, rows.filter(([, value]) => value !== null && value !== undefined && value !== "")
  .map(([title, value]) => [h("dt", {}, title), h("dd", {}, value)]));

function findingList(name) {
  const found = findingsAbout.get(name) || [];
  return found.length > 0 && [h("h3", {}, plural(found.length, "finding")), h("ul", { class: "plain" }, found.map((index) => {
    const [severity, code, file, line, column, detail] = estate.findings[index];
    return h("li", {}, badge(severity), ` ${detail} `, h("code", {}, `${file}:${line}:${column}`), ` ${code}`);
  }))];
}

const BADGES = { error: "✕ error", warning: "▲ warning", unknown: "? unknown", waived: "○ waived" };
const badge = (severity) => h("span", { class: `badge ${severity}` }, BADGES[severity]);

const takeButton = (name) => engine.ready()?.nodeOf.has(name) && h("button", {
  type: "button", class: "take", onclick: () => { taken.change(name); showTaken(); },
}, taken.names.has(name) ? `Put ${short(name)} back` : `Take ${short(name)} out`);

// The sentence at the top of every view while something is out.
function takenBanner() {
  const banner = byId("taken");
  banner.hidden = !taken.names.size;
  if (!taken.loss) return banner.replaceChildren();
  const { count, switches, racks } = taken.harm;
  const others = switches.filter((index) => !taken.names.has(estate.switches[index][0]));
  const trips = taken.loss.tripped.flat().length;
  const calm = !count && !taken.loss.overloaded.length && !trips;
  banner.className = `taken ${calm ? "calm" : "harm"}`;
  banner.replaceChildren(
    h("strong", {}, calm ? "✓ Nothing is lost. " : "✕ "),
    calm ? "" : `${plural(count, "server")} and ${plural(others.length, "switch", "switches")} lost, `
      + `${plural(racks.dark.length, "rack")} without any feed, ${plural(taken.loss.overloaded.length, "overload")}${trips ? `, ${plural(trips, "trip")}` : ""}. `,
    h("span", {}, "Taken out: "),
    ...[...taken.names].slice(0, 40).map((name) => h("button", {
      type: "button", class: "chip", "aria-label": `Put ${name} back`, onclick: () => { taken.change(name); showTaken(); },
    }, name, " ✕")),
    taken.names.size > 40 ? `and ${number(taken.names.size - 40)} more` : "",
    h("button", { type: "button", class: "quiet", onclick: showTaken }, "What goes"),
    h("button", { type: "button", class: "quiet", onclick: () => { taken.set([]); showTaken(); } }, "Put all back"));
}

function showTaken() {
  if (!taken.loss) return hideDetail();
  const { loss, harm } = taken, graph = engine.ready();
  const parts = loss.failed.filter((node) => !graph.nodes[node][6] && !["feed", "phase"].includes(graph.kinds[graph.nodes[node][2]]));
  const rackName = (index) => (index < 0 ? "no rack" : `${siteNames[graph.racks[index][0]]}/${graph.racks[index][1]}`);
  showDetail("What goes",
    h("p", { class: "verdict" }, harm.count || loss.overloaded.length || loss.tripped.length
      ? "✕ This cannot be taken out without loss." : "✓ This can be taken out without loss."),
    h("label", { class: "check" }, h("input", {
      type: "checkbox", checked: choice.trips, onchange: (event) => { choice.trips = event.target.checked; taken.work(); showTaken(); },
    }), " What is above its rating trips, to the end"),
    listed("Components that no longer work", parts.map((node) => graph.nodes[node][0])),
    loss.tripped.length > 0 && listed("Tripped, step by step", loss.tripped.map((step) => step.map((node) => graph.nodes[node][0]).join(", "))),
    listed("Above their limit", loss.overloaded.map((node) =>
      `${graph.nodes[node][0]}: ${watts(loss.state.load[node])} of ${watts(engine.limit(node))} (${percent(loss.state.load[node] / engine.limit(node))})`)),
    listed("Racks without any feed", harm.racks.dark.map(rackName)),
    listed("Racks on their last feed", harm.racks.single.map(rackName)),
    listed("Switches lost", harm.switches.map((index) => estate.switches[index][0])),
    listed(`Servers lost: ${number(harm.count)}`, [...harm.servers].map(([rack, count]) => `${rackName(rack)}: ${count}`)),
    poolsLost(harm, graph), tiersLost(harm, graph),
    whereTo(graph),
    graph.gaps.length > 0 && h("p", { class: "note" },
      `▲ ${plural(graph.gaps.length, "thing")} about the chains ${graph.gaps.length === 1 ? "is" : "are"} not written in the estate, so this is not certain: `
      + graph.gaps.slice(0, 3).map((gap) => gap[2]).join(" ")));
}

// Where the instances would run instead takes the whole estate to answer: the command does.
function whereTo(graph) {
  const names = [...taken.names].filter((name) => graph.nodeOf.has(name));
  return names.length > 0 && h("p", { class: "note" }, "Where the instances would run instead: ",
    h("code", {}, `sddc what-if ${names.map((name) => `lose:${name}`).join("+")}`));
}

function listed(title, items, most = 24) {
  return h("section", {}, h("h3", {}, title), items.length === 0 ? h("p", { class: "none" }, "none")
    : h("ul", { class: "plain columns" }, items.slice(0, most).map((item) => h("li", {}, item)),
      items.length > most && h("li", {}, h("details", {}, h("summary", {}, `and ${number(items.length - most)} more`),
        h("ul", { class: "plain" }, items.slice(most, 2000).map((item) => h("li", {}, item)))))));
}

function poolsLost(harm, graph) {
  const rows = [...harm.pools].map(([index, [hosts, slots]]) => {
    const [pool, site, all, flavors, whole] = graph.pool_sites[index];
    return [`${pool} at ${site}`, `${number(hosts)} of ${number(all)}`,
      flavors.map((flavor, at) => `${flavor} ${number(slots[at])} of ${number(whole[at])}`).join(", ") || "no flavors"];
  });
  return rows.length ? table("Pools", ["pool", "hosts lost", "flavor slots lost"], rows)
    : h("section", {}, h("h3", {}, "Pools"), h("p", { class: "none" }, "no host of a pool is lost"));
}

function tiersLost(harm, graph) {
  if (!graph.is_placed) return h("p", { class: "none" }, "Services: where instances run is not known here.");
  const rows = [...harm.tiers].map(([index, count]) => {
    const [service, tier, site, wanted] = graph.tier_names[index];
    const level = estate.services.find((one) => one[0] === service);
    return [`${service} / ${tier}`, `${number(count)} of ${number(wanted)} at ${site}`, level ? `${level[2]} level ${level[3]}` : ""];
  });
  return rows.length ? table("Services, as placed on empty hosts", ["tier", "instances lost", "recovery"], rows)
    : h("section", {}, h("h3", {}, "Services"), h("p", { class: "none" }, "no instance is lost"));
}
