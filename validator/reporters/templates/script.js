// The page says everything without this; it adds the figures under the pointer and opens what is folded for print.
for (const figure of document.querySelectorAll("figure.timeline:not(.lanes, .relation)")) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const svg = figure.querySelector("svg");
  const cursor = figure.querySelector(".cursor");
  const output = figure.querySelector(".readout");
  const bins = data.time.length;
  let shown = 0;

  const level = (value, unit) => (value === null ? _("no signal") : value.toFixed(1).replace("-", "−") + " " + unit);
  const place = () => {
    const x = view.at(data.left + ((shown + 0.5) / bins) * (data.right - data.left));
    cursor.setAttribute("transform", "translate(" + x.toFixed(1) + ")");
  };
  const view = zoomed(figure, svg, data, () => place());
  const show = (bin) => {
    shown = Math.min(Math.max(bin, 0), bins - 1);
    view.reveal(shown);
    place();
    cursor.setAttribute("visibility", "visible");
    const low = data.shortTermLow.length ? data.shortTermLow[shown] : null;
    const high = data.shortTerm[shown];
    const from = low !== null && high !== null && low < high ? low.toFixed(1).replace("-", "−") + " " + _("to") + " " : "";
    output.textContent =
      data.time[shown] + " · " + _("sample") + " " + data.sample[shown] + " · S " + from + level(high, "LKFS") +
      " · M " + level(data.momentary[shown], "LKFS") + " · " + _("true peak") + " " + level(data.peak[shown], "dBTP");
  };
  const hide = () => {
    cursor.setAttribute("visibility", "hidden");
    output.textContent = "";
  };

  svg.addEventListener("pointermove", (event) => {
    const bin = view.binOf(event);
    if (bin === null) return hide();
    show(bin);
  });
  svg.addEventListener("pointerleave", hide);
  svg.setAttribute("tabindex", "0");
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -Math.ceil(bins / 20), PageDown: Math.ceil(bins / 20) }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(shown + step);
  });
}
const folded = () => document.querySelectorAll("details:not([open])");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...folded()];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const around = target && target.closest("details");
  if (around) around.open = true;
};
addEventListener("hashchange", reveal);
reveal();
