// Draws the charts of a page from their Vega-Lite descriptions. Expressions are interpreted, so
// that no code is made at run time and the page needs no unsafe-eval.
(function () {
  "use strict";
  const SPACE = "\u00a0";
  const NUMBERS = { decimal: ",", thousands: SPACE, grouping: [3], currency: ["", SPACE + "₽"] };

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--${name}`).trim();
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`c${n}`, of(`c${n}`)]));
    return { ...many, text: of("text"), muted: of("muted"), line: of("line"), accent: of("accent"), ok: of("ok"), late: of("late"), font: of("font") };
  }

  function look(figure) {
    const c = colours();
    const series = (figure.dataset.colours || "accent").split(" ").map((name) => c[name]);
    return {
      font: c.font,
      view: { stroke: null },
      range: { category: series },
      mark: { color: series[0] || c.accent },
      text: { color: c.muted, fontSize: 12 },
      axis: { labelColor: c.muted, labelFontSize: 12, domainColor: c.line, tickColor: c.line, gridColor: c.line, labelPadding: 6 },
      axisX: { grid: false },
      legend: { labelColor: c.text, labelFontSize: 13 },
    };
  }

  async function draw(figure) {
    const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    // A bar chart keeps its grid off: the numbers stand at the bars.
    const drawn = await window.vegaEmbed(figure, spec, {
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      config: look(figure),
      formatLocale: NUMBERS,
      tooltip: { disableDefaultStyle: true, theme: "custom" },
    });
    figure.closest(".chart-card")?.querySelector("details")?.removeAttribute("open");
    return drawn;
  }

  let drawn = [];
  async function drawAll() {
    for (const result of drawn) result.finalize();
    drawn = await Promise.all([...document.querySelectorAll("[data-chart]")].map(draw));
  }

  document.addEventListener("DOMContentLoaded", () => {
    drawAll();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
})();
