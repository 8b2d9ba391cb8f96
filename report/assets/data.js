// The data of the report; what is large is read when it is first asked for.
const documents = new Map();

function read(name) {
  if (!documents.has(name)) {
    const element = byId(`data-${name}`);
    documents.set(name, element ? JSON.parse(element.textContent) : null);
    if (element) element.textContent = "";
  }
  return documents.get(name);
}

const estate = read("estate");
const siteNames = estate.sites.map((site) => site[0]);
// What something is called where people read it, in any script; its name where it has no label.
const labelOf = (kind, name) => (estate.labels[`${kind} ${name}`] || [""])[0];
const described = (kind, name) => [["label", labelOf(kind, name)], ["description", (estate.labels[`${kind} ${name}`] || ["", ""])[1]]];
const withLabel = (kind, name) => (labelOf(kind, name) ? `${labelOf(kind, name)} (${name})` : name);
const siteNumber = new Map(siteNames.map((name, index) => [name, index]));
const switchNumber = new Map(estate.switches.map((row, index) => [row[0], index]));
const deviceName = (site, rack, name) => (name.startsWith("~") ? `${site}-${rack}-${name.slice(1)}` : name);

const findingsAbout = new Map();
estate.findings.forEach((finding, index) => finding[7].forEach((name) => {
  if (!findingsAbout.has(name)) findingsAbout.set(name, []);
  findingsAbout.get(name).push(index);
}));

const racksOf = (site) => read(`racks-${siteNumber.get(site)}`) || [];

// Every device with its rack, made once when a reader searches or follows a cable to a server.
let deviceIndex = null;
function devices() {
  if (deviceIndex) return deviceIndex;
  deviceIndex = new Map();
  for (const site of siteNames) for (const rack of racksOf(site)) for (const row of rack[12]) {
    deviceIndex.set(deviceName(site, rack[0], row[0]), [site, rack, row]);
  }
  return deviceIndex;
}

// Where the reader is: view/site/more, kept in the address so that a place can be linked and gone back to.
function place() {
  const [view, ...more] = location.hash.replace(/^#/, "").split("/").map((part) => {
    try { return decodeURIComponent(part); } catch { return ""; }
  });
  return { view, more };
}
const to = (...parts) => `#${parts.map(encodeURIComponent).join("/")}`;
const go = (...parts) => { location.hash = to(...parts); };

const choice = { mode: "purpose", face: "front", trips: true, pinned: null };
