{
  // The page says everything without this; it adds filters, keys and copies of timecodes. Nothing leaves the page.
  // Texts stand in _(), and are said in the reader's language when the page is written.
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name]);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const controls = document.querySelector(".controls");
  const told = document.querySelector(".told");
  const tell = (text) => {
    told.textContent = text;
    told.classList.add("fresh");
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => told.classList.remove("fresh"), 2500);
  };

  // Filters. A report, a row of the table and an entry of the letter know their file; a finding knows its severity and rule.
  const FIELDS = ["severity", "language", "kind", "demand", "file"];
  const form = controls && controls.querySelector("form");
  const reports = all(".report[data-file]");
  const rows = all("tr.row[data-file]");
  const causes = all(".cause");
  const articles = all("article.finding");
  const demandsOf = (element) => (element.dataset.rules || "").split(" ").filter(Boolean).map((rule) => rule.split(".")[0]);
  const wanted = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const isOfFile = (element, asked) =>
    ["language", "kind", "file"].every((name) => !asked[name] || element.dataset[name] === asked[name]);
  const isOfKind = (element, asked) =>
    (!asked.severity || element.dataset.severity === asked.severity) &&
    (!asked.demand || demandsOf(element).includes(asked.demand));

  const filter = () => {
    const asked = wanted();
    const ofFindings = asked.severity || asked.demand;
    let findings = 0;
    let files = 0;
    const numbers = new Set();
    for (const report of reports) {
      const mine = isOfFile(report, asked);
      let any = !ofFindings;
      for (const article of all("article.finding", report)) {
        const fits = isOfKind(article, asked);
        article.hidden = !fits;
        if (fits && mine) findings += 1;
        any = any || fits;
      }
      report.hidden = !(mine && any);
      if (!report.hidden) {
        files += 1;
        numbers.add(report.id);
      }
    }
    const named = new Set();
    for (const cause of causes) {
      const entries = all(".entry", cause);
      for (const entry of entries) entry.hidden = !isOfFile(entry, asked);
      cause.hidden = !isOfKind(cause, asked) || (entries.length > 0 && entries.every((entry) => entry.hidden));
      if (!cause.hidden) for (const entry of entries) if (!entry.hidden) named.add(entry.dataset.file);
    }
    // An index has no findings: its letter says which files have.
    const has = ({ report, file }) => (reports.length ? numbers.has(report) : named.has(file));
    for (const row of rows) row.hidden = !(isOfFile(row, asked) && (!ofFindings || has(row.dataset)));
    for (const part of all(".letter .part")) {
      const own = all(".cause", part);
      if (own.length) part.hidden = own.every((cause) => cause.hidden);
    }
    if (!reports.length) return;
    const counts = { findings, of_findings: articles.length, reports: files, of_reports: reports.length };
    form.querySelector(".shown").textContent = filled(
      _("{findings} of {of_findings} findings, {reports} of {of_reports} reports"), counts);
  };

  if (form) {
    const known = { severity: new Set(), language: new Set(), kind: new Set(), demand: new Set(), file: new Set() };
    for (const element of [...reports, ...rows, ...all(".entry")])
      for (const name of ["language", "kind", "file"]) if (element.dataset[name]) known[name].add(element.dataset[name]);
    for (const element of [...articles, ...causes]) {
      known.severity.add(element.dataset.severity);
      demandsOf(element).forEach((demand) => known.demand.add(demand));
    }
    const SEVERITIES = { blocker: _("blocker"), major: _("major"), minor: _("minor"), fyi: _("fyi") };
    const order = Object.keys(SEVERITIES);
    for (const name of FIELDS) {
      const values = [...known[name]].filter(Boolean);
      values.sort(name === "severity" ? (a, b) => order.indexOf(a) - order.indexOf(b) : undefined);
      const select = form.elements[name];
      for (const value of values) select.add(new Option((name === "severity" && SEVERITIES[value]) || value, value));
      select.parentElement.hidden = values.length < 2;
    }
    controls.hidden = false;
    form.addEventListener("change", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }

  // Timecodes that can be copied: a button beside each, with the text itself as its name.
  const TIMECODE = /\d\d:\d\d:\d\d[:;]\d\d|\d+:\d\d:\d\d\.\d{3}/;
  const timecodeOf = (element) => ((element && element.textContent.match(TIMECODE)) || [null])[0];
  const copied = async (text) => {
    if (!text) return tell(_("There is no timecode here."));
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    return tell(filled(_("Copied {timecode}"), { timecode: text }));
  };
  for (const cell of all(".places td.time:nth-child(2), .spots .time, .readings td.time")) {
    const text = timecodeOf(cell);
    if (!text) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", filled(_("Copy {timecode}"), { timecode: text }));
    button.textContent = _("copy");
    cell.append(" ", button);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.copy");
    if (button) copied(timecodeOf(button.parentElement));
  });

  // Cells know the name of their column, so that a narrow screen can set them one below the other.
  for (const table of all(".settled table, .file table")) {
    const names = all("thead th", table).map((cell) => cell.textContent);
    for (const row of table.tBodies[0].rows)
      [...row.cells].forEach((cell, index) => {
        if (cell.tagName === "TD" && names[index]) cell.dataset.label = names[index];
      });
  }

  // Keys.
  const isShown = (element) => element.checkVisibility();
  const stops = () => [...causes, ...articles].filter(isShown);
  const trail = [];
  let finding = null;
  let spot = -1;
  const spotsOf = (element) => all(".places tbody tr, .spots .time", element).filter(isShown);
  const go = (element, remember = true) => {
    if (!element) return;
    const from = document.activeElement;
    if (remember && from && from !== document.body) trail.push(from);
    if (!element.matches("a, button, input, select")) element.tabIndex = -1;
    const folded = element.closest("details");
    if (folded) folded.open = true;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: element.getBoundingClientRect().height > innerHeight * 0.8 ? "start" : "center" });
  };
  const step = (by) => {
    const found = stops();
    if (!found.length) return tell(_("There is no finding here."));
    const around = document.activeElement && document.activeElement.closest("article.finding, .cause");
    const at = found.indexOf(around || finding);
    finding = found[at < 0 ? (by > 0 ? 0 : found.length - 1) : Math.min(Math.max(at + by, 0), found.length - 1)];
    spot = -1;
    return go(finding, false);
  };
  const current = () => {
    const around = document.activeElement && document.activeElement.closest("article.finding, .cause");
    if (around && around !== finding) {
      finding = around;
      spot = -1;
    }
    return finding;
  };
  const stepSpot = (by) => {
    const spots = current() ? spotsOf(finding) : [];
    if (!spots.length) return tell(_("This finding has no place in time."));
    spot = Math.min(Math.max(spot + by, 0), spots.length - 1);
    return go(spots[spot], false);
  };
  const marksOf = (article) => all('.marks a[href="#' + CSS.escape(article.id) + '"]');
  const toTimeline = () => {
    if (!current()) return tell(_("Go to a finding first: n."));
    const link = finding.matches(".cause") ? finding.querySelector(".entry a[href^='#']") : null;
    const article = link ? document.getElementById(link.hash.slice(1)) : finding;
    const marks = article ? marksOf(article) : [];
    if (!marks.length) return tell(_("This finding has no place on a timeline."));
    return go(marks[Math.min(Math.max(spot, 0), marks.length - 1)]);
  };
  const toEvidence = () => {
    const link = current() && finding.querySelector(".entry:not([hidden]) a[href^='#']");
    const article = link && document.getElementById(link.hash.slice(1));
    if (!article) return tell(_("The evidence stands here, or on another page."));
    go(article);
    finding = article;
    spot = -1;
    return undefined;
  };
  const back = () => {
    const place = trail.pop();
    if (!place) return tell(_("You have not left any finding."));
    go(place, false);
    finding = place.closest("article.finding, .cause") || finding;
    return undefined;
  };
  const showKeys = () => {
    if (!controls) return;
    const list = document.getElementById("keys");
    list.hidden = !list.hidden;
    controls.querySelector("button.keys").setAttribute("aria-expanded", String(!list.hidden));
  };
  const copyHere = () => {
    const mark = document.activeElement && document.activeElement.closest(".marks a");
    const spots = mark || !current() ? [] : spotsOf(finding);
    copied(timecodeOf(mark || spots[Math.max(spot, 0)] || finding));
  };
  const toFilter = () => form && go([...form.elements].find((element) => element.name && isShown(element)));
  const KEYS = {
    n: () => step(1), p: () => step(-1), ".": () => stepSpot(1), ",": () => stepSpot(-1), e: toEvidence, t: toTimeline,
    b: back, c: copyHere, f: toFilter, "?": showKeys,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("select, input, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  if (controls) controls.querySelector("button.keys").addEventListener("click", showKeys);
}
