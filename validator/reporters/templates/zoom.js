"use strict";
// Texts stand in _(), and are said in the reader's language when the page is written.
// A picture over time that can be looked at closer: + - 0, Ctrl and the wheel, a stretch that is drawn, or the buttons.
// `from` and `to` are the shares of the programme that are shown; a point at x of the whole picture is drawn at at(x).
const zoomed = (figure, svg, data, changed) => {
  const SHAPES = ".momentary, .short-term, .peak, .over, .speech, .mark, .outside, .tick";
  const wide = data.right - data.left;
  const view = { from: 0, to: 1 };
  const least = Math.min(1, 20 / data.time.length);
  const at = (x) => data.left + (((x - data.left) / wide - view.from) / (view.to - view.from)) * wide;
  const shareOf = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    return x < data.left || x > data.right ? null : view.from + ((x - data.left) / wide) * (view.to - view.from);
  };

  // What is drawn beyond either end is cut off at the frame of the picture.
  const make = (name, values) => {
    const made = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    return made;
  };
  const clip = make("clipPath", { id: figure.id + "-frame" });
  clip.append(make("rect", { x: data.left, y: 0, width: wide, height: svg.viewBox.baseVal.height }));
  svg.append(clip);
  const shapes = [...svg.querySelectorAll(SHAPES)];
  for (const shape of shapes) {
    const frame = make("g", { "clip-path": "url(#" + clip.id + ")" });
    shape.replaceWith(frame);
    frame.append(shape);
  }
  const labels = [...svg.querySelectorAll("text.time")].map((text) => [text, Number(text.getAttribute("x"))]);

  const draw = () => {
    const scale = 1 / (view.to - view.from);
    const transform = "matrix(" + scale + " 0 0 1 " + (at(data.left) - scale * data.left) + " 0)";
    for (const shape of shapes) shape.setAttribute("transform", transform);
    for (const [text, x] of labels) {
      text.setAttribute("x", at(x).toFixed(1));
      text.setAttribute("visibility", at(x) < data.left - 1 || at(x) > data.right + 1 ? "hidden" : "visible");
    }
    changed();
  };
  const show = (from, to) => {
    const width = Math.min(Math.max(to - from, least), 1);
    view.from = Math.min(Math.max(from, 0), 1 - width);
    view.to = view.from + width;
    draw();
  };
  const zoom = (by, about = (view.from + view.to) / 2) =>
    show(about - (about - view.from) * by, about + (view.to - about) * by);

  svg.addEventListener("wheel", (event) => {
    const share = shareOf(event);
    if (!event.ctrlKey || share === null) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, share);
  }, { passive: false });
  let drawn = null;
  svg.addEventListener("pointerdown", (event) => {
    drawn = event.pointerType === "mouse" && event.button === 0 && !event.target.closest("a") ? shareOf(event) : null;
  });
  svg.addEventListener("pointerup", (event) => {
    const share = shareOf(event);
    if (drawn !== null && share !== null && Math.abs(share - drawn) > 0.01 * (view.to - view.from))
      show(Math.min(drawn, share), Math.max(drawn, share));
    drawn = null;
  });
  svg.addEventListener("dblclick", () => show(0, 1));
  const DOES = { "+": () => zoom(0.5), "-": () => zoom(2), 0: () => show(0, 1) };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !DOES[event.key]) return;
    event.preventDefault();
    DOES[event.key]();
  });
  const buttons = document.createElement("span");
  buttons.className = "zoom";
  for (const [key, words] of [["+", _("zoom in")], ["-", _("zoom out")], ["0", _("whole programme")]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words, title: key });
    button.addEventListener("click", DOES[key]);
    buttons.append(button, " ");
  }
  figure.querySelector("figcaption").append(buttons);

  // The bin that a share of the picture shows, and back; a bin that is not in sight is brought there.
  return {
    at,
    binOf: (event) => {
      const share = shareOf(event);
      return share === null ? null : Math.floor(share * data.time.length);
    },
    reveal: (bin) => {
      const share = (bin + 0.5) / data.time.length;
      const width = view.to - view.from;
      if (share < view.from || share > view.to) show(share - width / 2, share + width / 2);
    },
  };
};
