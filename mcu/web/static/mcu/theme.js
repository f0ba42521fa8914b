// Runs before the first paint, so that a chosen theme does not flash.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (blocked) {
    // A browser that forbids storage follows the system.
  }
})();
