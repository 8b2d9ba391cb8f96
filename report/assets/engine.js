// Takes components out by the sums of the command line: `sums` is its own code, translated (report/javascript.py).
const engine = (() => {
  let graph = null;

  function ready() {
    if (graph) return graph;
    const rows = read("graph");
    if (!rows) return null;
    const or = (value) => value ?? Infinity;
    const lines = rows.lines.map(([owner, sources, spare, capacity, draw, passes, weights, preferred]) =>
      ({ owner, sources, spare, capacity, draw, passes, weights, preferred: Boolean(preferred) }));
    graph = { ...rows, lines, lines_of: rows.nodes.map(() => []), feeds: rows.nodes.map(() => []),
      limit: rows.nodes.map((node) => or(node[4])), rating: rows.nodes.map((node) => or(node[5])),
      trips_with: rows.nodes.map((node) => node[7]) };
    lines.forEach(({ owner, sources }, line) => {
      graph.lines_of[owner].push(line);
      for (const source of sources) graph.feeds[source].push(line);
    });
    graph.order = rows.ranks.map((_, node) => node).sort((a, b) => rows.ranks[a] - rows.ranks[b]);
    graph.areaOf = new Map(rows.areas.map((row) => [row[0], row[2]]));
    graph.nodeOf = new Map(rows.nodes.map((node, index) => [node[0], index]));
    for (const name of ["hosts", "switches", "slots", "tiers"]) graph[`${name}On`] = new Map(rows[name].map((row) => [row[0], row.slice(1)]));
    graph.rest = rest();
    return graph;
  }

  const limit = (node) => graph.limit[node];

  const copied = ({ failed, missing, load }) => ({ failed: failed.slice(), missing: missing.slice(), load: load.slice() });

  function rest() {
    const state = { failed: graph.nodes.map(() => false), missing: graph.lines.map(() => 0), load: graph.nodes.map(() => 0) };
    const unmet = graph.lines.filter((line) => !sums.is_met(graph, line, 0, state.failed));
    sums.fall(graph, state, [...new Set(unmet.map((line) => line.owner))]);
    sums.sum_loads(graph, graph.order, state);
    return state;
  }

  // Names in, numbers of nodes out; with trips, what the loss loads above its rating goes as well, to the end.
  function lose(names, trips) {
    const { rest: before } = ready(), state = copied(before);
    const named = new Set(names.flatMap((name) => graph.areaOf.get(name) || [graph.nodeOf.get(name)]));
    const tripped = sums.lose(graph, graph.order, before.load, state, [...named], trips);
    const failed = state.failed.map((_, node) => node).filter((node) => state.failed[node] && !before.failed[node] && !named.has(node));
    return { out: [...named], failed, overloaded: sums.above_limit(graph, state, before.load), tripped, state };
  }

  // What a loss means: racks without any feed and on their last one, servers, flavor slots, instances.
  function harm(loss) {
    const gone = [...loss.out, ...loss.failed];
    const racks = { dark: [], single: [] };
    graph.racks.forEach((row, index) => {
      const feeds = [...new Set(row[2])].filter((node) => node >= 0);
      const left = feeds.filter((node) => !loss.state.failed[node]).length;
      const before = feeds.filter((node) => !graph.rest.failed[node]).length;
      if (left < before && left === 0) racks.dark.push(index);
      else if (left < before && left === 1) racks.single.push(index);
    });
    const servers = new Map(), switches = [], pools = new Map(), tiers = new Map();
    for (const node of gone) {
      for (const [rack, count] of graph.hostsOn.get(node) || []) servers.set(rack, (servers.get(rack) || 0) + count);
      switches.push(...(graph.switchesOn.get(node) || []));
      for (const [pool, hosts, slots] of graph.slotsOn.get(node) || []) {
        const sum = pools.get(pool) || [0, slots.map(() => 0)];
        pools.set(pool, [sum[0] + hosts, sum[1].map((value, at) => value + slots[at])]);
      }
      for (const [tier, count] of graph.tiersOn.get(node) || []) tiers.set(tier, (tiers.get(tier) || 0) + count);
    }
    return { racks, servers, switches, pools, tiers, count: [...servers.values()].reduce((sum, one) => sum + one, 0) };
  }

  return { ready, lose, harm, limit };
})();

// What is taken out at the moment, the same in every view.
const taken = {
  names: new Set(),
  loss: null,
  harm: null,
  change(name) {
    if (this.names.has(name)) this.names.delete(name); else this.names.add(name);
    this.work();
  },
  set(names) { this.names = new Set(names); this.work(); },
  work() {
    const known = engine.ready();
    this.loss = known && this.names.size ? engine.lose([...this.names], choice.trips) : null;
    this.harm = this.loss && engine.harm(this.loss);
    document.dispatchEvent(new Event("taken"));
  },
  isGone(name) { return this.isNodeGone(this.loss ? engine.ready().nodeOf.get(name) ?? -1 : -1); },
  isNodeGone(node) { return Boolean(this.loss && node >= 0 && this.loss.state.failed[node]); },
};
