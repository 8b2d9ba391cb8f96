// Takes components out, as the engine of the command line does: a component works while each of its needs has enough
// sources, and the load of what is gone moves to the sources that are left.
const TOLERANCE = 1e-6;
const engine = (() => {
  let graph = null;

  function ready() {
    if (graph) return graph;
    const rows = read("graph");
    if (!rows) return null;
    graph = { ...rows, lineOf: rows.nodes.map(() => []), feeds: rows.nodes.map(() => []) };
    rows.lines.forEach(([owner, sources], line) => {
      graph.lineOf[owner].push(line);
      for (const source of sources) graph.feeds[source].push(line);
    });
    graph.order = rows.ranks.map((_, node) => node).sort((a, b) => rows.ranks[a] - rows.ranks[b]);
    graph.areaOf = new Map(rows.areas.map((row) => [row[0], row[2]]));
    graph.nodeOf = new Map(rows.nodes.map((node, index) => [node[0], index]));
    for (const name of ["hosts", "switches", "slots", "tiers"]) graph[`${name}On`] = new Map(rows[name].map((row) => [row[0], row.slice(1)]));
    graph.rest = rest();
    return graph;
  }

  const limit = (node) => graph.nodes[node][4] ?? Infinity;
  const rating = (node) => graph.nodes[node][5] ?? Infinity;

  function holds(line, missing, failed) {
    const [, sources, spare, capacity] = graph.lines[line];
    if (missing > spare) return false;
    if (!capacity) return true;
    return sources.reduce((sum, source) => sum + (failed[source] ? 0 : limit(source)), 0) >= capacity;
  }

  function fall(state, out) {
    const failed = state.failed.slice();
    const missing = state.missing.slice();
    const front = [];
    for (const node of out) if (!failed[node]) { failed[node] = 1; front.push(node); }
    while (front.length) {
      for (const line of graph.feeds[front.pop()]) {
        missing[line] += 1;
        const owner = graph.lines[line][0];
        if (!failed[owner] && !holds(line, missing[line], failed)) { failed[owner] = 1; front.push(owner); }
      }
    }
    return { failed, missing, load: loads(failed) };
  }

  function parts(line, amount, failed) {
    const [, sources, , , , , weights, preferred] = graph.lines[line];
    const works = sources.map((source) => !failed[source]);
    if (preferred) { const first = works.indexOf(true); return sources.map((_, at) => (at === first ? amount : 0)); }
    const share = sources.map((_, at) => (works[at] ? (weights ? weights[at] : 1) : 0));
    const whole = share.reduce((sum, one) => sum + one, 0);
    return share.map((one) => (whole ? (amount * one) / whole : 0));
  }

  function loads(failed) {
    const load = new Float64Array(graph.nodes.length);
    const add = (line) => {
      const [owner, sources, , , draw, passes] = graph.lines[line];
      if (failed[owner]) return;
      parts(line, draw + passes * load[owner], failed).forEach((amount, at) => { load[sources[at]] += amount; });
    };
    graph.lines.forEach((row, line) => { if (!row[5]) add(line); });
    for (const node of graph.order) for (const line of graph.lineOf[node]) if (graph.lines[line][5]) add(line);
    return load;
  }

  function rest() {
    const blank = { failed: new Uint8Array(graph.nodes.length), missing: new Int32Array(graph.lines.length) };
    const unmet = graph.lines.map((_, line) => line).filter((line) => !holds(line, 0, blank.failed));
    return fall(blank, new Set(unmet.map((line) => graph.lines[line][0])));
  }

  // Names in, numbers of nodes out; with trips, what the loss loads above its rating goes as well, to the end.
  function lose(names, trips) {
    ready();
    const named = new Set(names.flatMap((name) => graph.areaOf.get(name) || [graph.nodeOf.get(name)]));
    let out = [...named];
    const tripped = [];
    for (;;) {
      const state = fall(graph.rest, out);
      const changed = [];
      state.load.forEach((load, node) => {
        if (!state.failed[node] && Math.abs(load - graph.rest.load[node]) > TOLERANCE) changed.push(node);
      });
      const over = trips ? changed.filter((node) => state.load[node] > Math.max(rating(node), graph.rest.load[node]) + TOLERANCE) : [];
      if (over.length) { tripped.push(over); out = [...out, ...over]; continue; }
      const failed = [];
      state.failed.forEach((is, node) => { if (is && !graph.rest.failed[node] && !named.has(node)) failed.push(node); });
      const overloaded = changed.filter((node) => state.load[node] > limit(node) + TOLERANCE && state.load[node] >= graph.rest.load[node]);
      return { out: [...named], failed, overloaded, tripped, state };
    }
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

  return { ready, lose, harm, limit, rating };
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
