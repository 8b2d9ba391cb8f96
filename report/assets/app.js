// The frame: which view is shown, light and dark, and what everything listens to.
const VIEWS = { overview: ["Overview", overview], racks: ["Racks", racks], chains: ["Power & cooling", chains], fabric: ["Fabric", fabric],
  capacity: ["Capacity", capacity], findings: ["Findings", findings] };

function render() {
  const { view, more } = place();
  const [title, draw] = VIEWS[view] || VIEWS.overview;
  byId("views").replaceChildren(...Object.entries(VIEWS).map(([name, [text]]) =>
    h("a", { href: to(name), "aria-current": text === title ? "page" : null }, text,
      name === "findings" && estate.findings.length > 0 && h("span", { class: "count" }, number(estate.findings.length)))));
  document.title = `${title} · ${estate.name}`;
  // Beside a picture the panel keeps its place also while it is empty: nothing moves under the pointer.
  document.body.classList.toggle("pictures", ["racks", "chains", "fabric"].includes(view));
  byId("main").replaceChildren(...draw(more).flat(Infinity).filter(Boolean));
  if (view === "fabric" && more[1] && switchNumber.has(more[1])) setTimeout(() => pinSwitch(more[1]));
}

function pinSwitch(name) {
  const box = document.querySelector(`[data-name="${CSS.escape(name)}"]`);
  if (!box) return;
  box.focus();
  box.scrollIntoView({ block: "center", inline: "center" });
  box.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

const THEMES = ["auto", "light", "dark"];
let theme = "auto";
function setTheme(name) {
  theme = name;
  if (name === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", name);
  byId("theme").textContent = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[name];
  byId("theme").setAttribute("aria-label", `Colours: ${name}. Change.`);
  try { localStorage.setItem("sddc-report-theme", name); } catch { /* A page without storage forgets the choice. */ }
}

function storedTheme() {
  try { return THEMES.includes(localStorage.getItem("sddc-report-theme")) ? localStorage.getItem("sddc-report-theme") : "auto"; } catch { return "auto"; }
}

byId("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]));
byId("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => document.querySelectorAll(".strip").forEach((strip) => strip.draw && strip.draw()));
window.addEventListener("hashchange", () => { render(); if (!place().more[1]) byId("main").focus({ preventScroll: true }); window.scrollTo(0, place().more[1] ? window.scrollY : 0); });
document.addEventListener("taken", () => {
  takenBanner();
  const picture = document.querySelector("svg.diagram");
  if (picture) picture.mark();
  else if (place().view === "racks") render();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && document.activeElement !== byId("search")) hideDetail(); });
// What a page of its own could not test: the sums.
window.sddcReport = { lose: (names, trips) => {
  const loss = engine.lose(names, trips), name = (node) => engine.ready().nodes[node][0];
  return { failed: loss.failed.map(name), servers: engine.harm(loss).count, tripped: loss.tripped.map((step) => step.map(name)),
    overloaded: loss.overloaded.map((node) => [name(node), loss.state.load[node]]) };
} };
setTheme(storedTheme());
startSearch();
render();
