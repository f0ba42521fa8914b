// The operator's desk by keyboard alone: drafts, joining by one key, a number looked up.
(function () {
  "use strict";
  const $ = (selector, where) => (where || document).querySelector(selector);
  const form = () => $("form[data-desk]");
  let pause = 0, sent = false, typed = false;

  function keep(leaving) {
    const desk = form();
    clearTimeout(pause);
    if (!desk || sent || !typed) return;
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(desk)) if (typeof value === "string") said.append(name, value);
    fetch(desk.dataset.desk, { method: "POST", body: said, keepalive: leaving, redirect: "manual" })
      .then((answer) => { const state = $("[data-draft-state]"); if (state) state.textContent = answer.status === 200 ? "набранное сохранено" : ""; })
      .catch(() => { /* the page stays as it is; the next pause tries again */ });
  }

  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-desk]")) return;
    typed = true;
    clearTimeout(pause);
    pause = setTimeout(keep, 1200, false);
  });
  window.addEventListener("pagehide", () => keep(true));
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    if (sent) event.preventDefault();
    sent = true;
    clearTimeout(pause);
  });
  // Back from the next page out of the browser's memory: the form may be sent again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });

  function joinNext() {
    const offered = [...document.querySelectorAll("input[name=together][type=radio]")];
    if (!offered.length) return;
    const next = offered[(offered.findIndex((one) => one.checked) + 1) % offered.length];
    next.checked = true;
    next.dispatchEvent(new Event("input", { bubbles: true }));
    next.closest("fieldset").scrollIntoView({ block: "nearest" });
  }

  function lookUp() {
    const number = $("#number_number"), contacts = $("#id_applicant_contacts");
    if (!number) return;
    if (!number.value && contacts && /\d{5}/.test(contacts.value.replace(/\D/g, ""))) number.value = contacts.value;
    number.focus();
    number.select();
  }

  const KEYS = { F2: joinNext, F4: lookUp, F8: () => $("[data-desk-key=F8]")?.click() };
  document.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.altKey || event.ctrlKey || event.shiftKey || $("dialog[open]")) return;
    event.preventDefault();
    KEYS[event.key]();
  });
})();
