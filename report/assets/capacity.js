// Capacity of the pools as bars, and what still fits.
function capacity() {
  const rows = estate.capacity.rows;
  const pools = rows.filter((row) => row[0] === "pool");
  return [
    h("h1", {}, "Capacity"),
    estate.capacity.unknown.length > 0 && h("p", { class: "note" }, `▲ The use at ${estate.capacity.unknown.join(", ")} is not known: supply is as declared in the estate, and what is free is not shown.`),
    estate.capacity.faults.map(([site, cloud, collector, message]) => h("p", { class: "note" }, `▲ ${collector} of ${cloud} (${site}): ${message}`)),
    pools.length === 0 && h("p", { class: "none" }, "The estate has no pools."),
    h("div", { class: "legend" }, h("ul", { "aria-label": "Legend" }, [["used", "taken"], ["lost", "needed after the worst loss"], ["free", "free"], ["planned", "wanted by the services, use not known"], ["unknown", "use not known"]]
      .map(([name, text]) => h("li", {}, h("span", { class: `swatch bar-${name}`, "aria-hidden": "true" }), text)))),
    h("div", { class: "pools" }, pools.map(poolBox)),
    servicesTable(),
  ];
}

const UNITS = { VCPU: ["vCPU", 1], MEMORY_MB: ["memory GiB", 1024], DISK_GB: ["disk GiB", 1] };

function poolBox([, name, site, hosts, usable, basis, scope, resources, flavors, planned]) {
  return h("section", { class: `pool ${site ? "" : "whole"}` },
    h("h2", {}, name, " ", h("span", { class: "small" }, `${site || "all sites"} · ${usable === null || usable === hosts ? plural(hosts, "host") : `${usable} of ${plural(hosts, "host")} usable`} · ${basis}`)),
    resources.map((row) => bar(row, scope, planned[row[0]])),
    flavors.length > 0 && h("ul", { class: "flavors" }, flavors.map(([flavor, slots, after]) =>
      h("li", {}, h("strong", {}, flavor), ` ${slots === null ? "slots not known" : `${number(slots)} more fit`}`, after === null ? "" : `, ${number(after)} after losing a ${scope}`))));
}

function bar([name, whole, used, free, , after, worst], scope, planned) {
  const [title, scale] = UNITS[name] || [name, 1];
  const part = (amount) => (whole > 0 ? `${Math.max(0, Math.min(100, (100 * amount) / whole))}%` : "0%");
  const figure = (amount) => number(amount === null ? null : amount / scale);
  const kept = free === null || after === null ? 0 : Math.max(0, free - Math.max(0, after));
  const text = used === null ? `${figure(whole)} in all, use not known${planned === undefined ? "" : `, ${figure(planned)} wanted`}`
    : `${figure(used)} of ${figure(whole)} taken${after === null ? "" : after < 0 ? `, ✕ ${figure(-after)} short after losing ${scope} ${worst}` : `, ${figure(after)} left after losing ${scope} ${worst}`}`;
  return h("div", { class: "measure" }, h("span", { class: "name" }, title),
    h("div", { class: "bar", role: "img", "aria-label": `${title}: ${text}` },
      used === null ? [h("span", { class: "bar-planned", vars: { width: part(planned || 0) } }), h("span", { class: "bar-unknown", vars: { flex: "1" } })]
        : [h("span", { class: "bar-used", vars: { width: part(used) } }), h("span", { class: "bar-lost", vars: { width: part(kept) } })]),
    h("span", { class: "small" }, text));
}

function servicesTable() {
  if (!estate.services.length) return null;
  return table("Services", ["service", "tier", "pool", "flavor", "instances", "recovery", "RTO", "RPO"], estate.services.flatMap(([name, , standard, level, rto, rpo, , tiers]) =>
    tiers.map(([tier, pool, flavor, instances]) => [name, tier, pool, flavor, Object.entries(instances).map(([site, count]) => `${site} ${count}`).join(", "),
      `${standard} level ${level}`, seconds(rto), seconds(rpo)])));
}

const seconds = (value) => (value >= 3600 ? `${number(value / 3600, 1)} h` : value >= 60 ? `${number(value / 60, 1)} min` : `${number(value)} s`);
