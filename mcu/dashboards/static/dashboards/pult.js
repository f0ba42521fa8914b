// The wall by itself: the clock, leaves that take turns, what is said when the network is gone.
(function () {
  "use strict";
  const LEAVES = 2, TURN = 30, PATIENCE = 150;  // seconds
  const $ = (selector) => document.querySelector(selector);
  const root = $("#pult"), lost = $("[data-lost]"), clock = $("[data-clock]"), marks = $("[data-marks]");
  let last = Date.now(), failed = null, leaf = 0, turned = Date.now(), held = false;

  document.documentElement.classList.add("js");

  const time = (moment) => new Date(moment).toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone });

  function turn(by) {
    leaf = (leaf + by + LEAVES) % LEAVES;
    turned = Date.now();
    root.dataset.shown = String(leaf);
    marks.replaceChildren(...Array.from({ length: LEAVES }, (_, number) => {
      const mark = document.createElement("i");
      if (number === leaf) mark.className = "on";
      return mark;
    }));
  }

  function fail() { failed = failed || Date.now(); tick(); }

  function tick() {
    clock.textContent = time(Date.now());
    const silent = failed || (Date.now() - last > PATIENCE * 1000 ? last : null);
    lost.hidden = !silent;
    const words = silent ? `▲ нет связи с ${time(silent)}, данные на ${root.firstElementChild?.dataset.at || time(last)}` : "";
    if (lost.textContent !== words) lost.textContent = words;
    if (!held && Date.now() - turned >= TURN * 1000) turn(1);
  }

  document.addEventListener("htmx:afterSwap", () => { last = Date.now(); failed = null; tick(); });
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:timeout", fail);
  document.addEventListener("htmx:responseError", (event) => {
    // Taken back, or no longer allowed: nothing stays on the wall.
    if ([401, 403, 410].includes(event.detail.xhr.status)) location.reload();
    else fail();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText || "")) return;
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status === 200) location.reload();  // the session is over: the sign-in page came
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else if (event.key === " ") { held = !held; turned = Date.now(); event.preventDefault(); }
  });
  turn(0);
  tick();
  setInterval(tick, 1000);
})();
