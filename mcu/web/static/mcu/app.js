// Live comfort over pages that work without it. No inline handlers, no eval.
(function () {
  "use strict";
  const $ = (selector, where) => (where || document).querySelector(selector);
  const $$ = (selector, where) => [...(where || document).querySelectorAll(selector)];

  const remember = {
    read(name) { try { return localStorage.getItem(name); } catch (blocked) { return null; } },
    write(name, value) { try { localStorage.setItem(name, value); } catch (blocked) { /* stays for this page */ } },
  };

  const isTyping = (element) =>
    Boolean(element && element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]"));

  // ---- toasts ---------------------------------------------------------------------------------
  function toast(text, kind) {
    const box = document.createElement("div");
    box.className = `toast ${kind || ""}`;
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn quiet small";
    close.dataset.dismiss = "";
    close.textContent = "Закрыть";
    box.append(words, close);
    $("#toasts").append(box);
    settleToasts();
  }

  // What went well leaves by itself; what went wrong stays until it is read and closed.
  function settleToasts() {
    for (const box of $$("#toasts .toast:not([data-settled])")) {
      box.dataset.settled = "";
      const stays = $("form", box) ? 20000 : 7000;  // what can be undone waits longer
      if (!box.matches(".error, .warning")) setTimeout(() => box.remove(), stays);
    }
  }

  // ---- theme ----------------------------------------------------------------------------------
  const THEMES = { auto: "Тема: как в системе", light: "Тема: светлая", dark: "Тема: тёмная" };
  const currentTheme = () => document.documentElement.dataset.theme || "auto";

  function showTheme() {
    for (const word of $$("[data-theme-word]")) word.textContent = THEMES[currentTheme()];
  }

  function nextTheme() {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(currentTheme()) + 1) % names.length];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    remember.write("theme", next);
    showTheme();
  }

  // ---- dialogs --------------------------------------------------------------------------------
  function ask(question, onYes) {
    const dialog = $("#confirm");
    $("#confirm-text").textContent = question;
    dialog.returnValue = "no";
    dialog.showModal();
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") onYes(); }, { once: true });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (!question || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    ask(question, () => { form.dataset.confirmed = "yes"; form.requestSubmit(button); });
  }, true);

  // ---- clicks ---------------------------------------------------------------------------------
  // A part opens inside the page only where there is room for it and nobody asked for a new tab.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hx-get]");
    if (!link) return;
    const pane = $(link.getAttribute("hx-target"));
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0;
    if (elsewhere || !pane || !pane.offsetParent) event.stopPropagation();
    else if (dirtyForm(pane) && !window.confirm("Набранный текст не сохранён. Уйти без сохранения?")) {
      event.stopPropagation();
      event.preventDefault();
    }
  }, true);

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    for (const menu of $$("details.menu[open], details.more-menu[open]")) {
      if (!menu.contains(event.target) && !at("dialog")) menu.open = false;
    }
    if (at("[data-dismiss]")) at("[data-dismiss]").closest(".toast").remove();
    if (at("[data-theme-switch]")) nextTheme();
    if (at("[data-print]")) window.print();
    if (at("[data-fold] > summary")) setTimeout(keepFolds);  // the click has not folded it yet
    if (at("[data-open-dialog]")) $(`#${at("[data-open-dialog]").dataset.openDialog}`).showModal();
    if (at("[data-list] [data-item]")) markCurrent(at("[data-item]"));
  });

  // One box marks every row of its list.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.markAll;
    if (name) for (const box of $$(`input[name="${name}"]`)) box.checked = event.target.checked;
  });

  function markCurrent(item) {
    for (const other of $$("[data-item][aria-current]")) other.removeAttribute("aria-current");
    if (item) item.setAttribute("aria-current", "true");
  }

  // A menu that would stick out of the window moves back into it.
  function keepInside(drop) {
    drop.style.transform = "";
    const box = drop.getBoundingClientRect();
    const room = document.documentElement.clientWidth - 8;
    const shift = Math.max(8 - box.left, 0) - Math.max(box.right - room, 0);
    if (shift) drop.style.transform = `translateX(${shift}px)`;
  }

  // The first field of a form that opens gets the cursor.
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.open) return;
    if (details.matches("details.menu")) keepInside($(".drop", details));
    if (!details.matches("details.act")) return;
    for (const other of $$("details.act[open]", details.parentElement)) if (other !== details) other.open = false;
    if (!details.contains(document.activeElement) || document.activeElement.tagName === "SUMMARY") enter(details);
  }, true);

  // What a person folds in the menu stays so: the server draws it, nothing jumps.
  function keepFolds() {
    const open = $$("[data-fold][open]").map((fold) => fold.dataset.fold).join(".");
    document.cookie = `rail=${open}; path=/; max-age=31536000; samesite=lax`;
  }

  const enter = (details) => $("input:not([type=hidden]), select, textarea", details)?.focus();

  // ---- keyboard -------------------------------------------------------------------------------
  const keysAreOn = () => remember.read("keys") !== "off";

  function step(by) {
    const items = $$("[data-list] [data-item]");
    if (!items.length) return;
    let at = items.indexOf(document.activeElement);
    if (at < 0) at = items.findIndex((item) => item.hasAttribute("aria-current"));
    const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const target = $$(`[data-key="${key}"]`).find((element) => element.offsetParent);
    if (!target) return false;
    if (target.tagName === "SUMMARY") {
      target.parentElement.open = true;
      enter(target.parentElement);  // at once: "toggle" comes later than the next typed letter
    } else target.click();
    return true;
  }

  function mark() {
    const row = document.activeElement?.closest("[data-row]");
    $("input[type=checkbox]", row || document.createElement("i"))?.click();
  }

  // Letters are told by their place, so that the Russian layout works as well; whatever names a key
  // by data-key is pressed by it.
  const STEPS = { KeyJ: () => step(1), KeyK: () => step(-1), KeyX: mark };

  function act(code) {
    if (STEPS[code]) STEPS[code]();
    else return press(code.replace(/^(Key|Digit)/, "").toLowerCase());
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = $("details.menu[open], details.more-menu[open], details.act[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
      return;
    }
    if (event.ctrlKey && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit($("[data-default]", event.target.form));
      return;
    }
    if (!keysAreOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || $("dialog[open]")) return;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) $("#shortcuts").showModal();
    else if (event.key === "/" || event.code === "Slash") $("[data-search]")?.focus();
    else if (event.shiftKey || !act(event.code)) return;
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) remember.write("keys", event.target.checked ? "on" : "off");
    if (event.target.closest("[data-bulk]")) countMarked(event.target);
  });

  // ---- bulk selection -------------------------------------------------------------------------
  let marked = new Set();

  function countMarked(changed) {
    const form = $("[data-bulk]");
    if (!form) return;
    const boxes = $$("[data-row] > input[type=checkbox]", form);
    const all = $("[data-bulk-all]", form);
    if (changed && changed === all) for (const box of boxes) box.checked = all.checked;
    marked = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    if (all) {
      all.checked = boxes.length > 0 && marked.size === boxes.length;
      all.indeterminate = marked.size > 0 && marked.size < boxes.length;
    }
    form.classList.toggle("marking", marked.size > 0);
    for (const place of $$("[data-bulk-count]", form)) place.textContent = marked.size;
  }

  function restoreMarks() {
    for (const box of $$("[data-bulk] [data-row] > input[type=checkbox]")) if (marked.has(box.value)) box.checked = true;
    countMarked();
  }

  // ---- drafts ---------------------------------------------------------------------------------
  const dirtyForm = (where) => $("form[data-guard][data-dirty]", where);
  let pause = 0;

  const save = (field) => field.dispatchEvent(new CustomEvent("autosave", { bubbles: true }));

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (!form) return;
    form.dataset.dirty = "yes";
    const field = event.target.closest("[data-autosave]");
    clearTimeout(pause);
    if (field) pause = setTimeout(() => save(field), 8000);
  });

  document.addEventListener("focusout", (event) => {
    const field = event.target.closest("[data-autosave]");
    // Going to a button of the same form is not leaving it: the button saves by itself.
    if (!field || !field.form.dataset.dirty || field.form.contains(event.relatedTarget)) return;
    clearTimeout(pause);
    save(field);
  });

  document.addEventListener("submit", (event) => {
    clearTimeout(pause);
    if (!event.target.hasAttribute("hx-post")) delete event.target.dataset.dirty;
  });

  window.addEventListener("beforeunload", (event) => { if (dirtyForm()) event.preventDefault(); });

  // ---- htmx -----------------------------------------------------------------------------------
  function mayRefresh() {
    return !document.hidden && !isTyping(document.activeElement) && !$("dialog[open], details.menu[open]");
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig, target } = event.detail;
    const polled = elt.matches("[data-live]") && !requestConfig.triggeringEvent;
    const unseen = elt.matches("[data-when-seen]") && !target.offsetParent;
    if ((polled && !mayRefresh()) || unseen) event.preventDefault();
    else if (requestConfig.verb !== "get" && !elt.closest("[data-checks]")) for (const slot of $$("[data-errors]", elt.closest("form"))) slot.replaceChildren();
  });

  // The server tells by this that nobody is sitting here: a session that only refreshes itself ends.
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, triggeringEvent, headers } = event.detail;
    if (elt.matches("[data-live]") && !triggeringEvent) headers["X-Refresh"] = "1";
  });

  let scrolled = 0;

  document.addEventListener("htmx:beforeSwap", (event) => {
    scrolled = event.detail.target.scrollTop;
    const { xhr, requestConfig: { elt } } = event.detail;
    const whole = /^\s*<!doctype/i.test(xhr.responseText || "");
    if (whole) {
      // The session is over (the sign-in page came) or a whole error page: never inside a part.
      event.detail.shouldSwap = false;
      if (xhr.status === 200) toast("Сеанс закончился. Войдите снова в соседней вкладке и повторите.", "error");
      return;
    }
    if (xhr.status !== 422 && xhr.status !== 403) return;
    const slot = $("[data-errors]", elt.closest("form") || document.createElement("i"));
    event.detail.isError = false;
    if (slot) {
      event.detail.shouldSwap = true;
      event.detail.target = slot;
      event.detail.swapOverride = "innerHTML";
    } else {
      const words = new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent;
      toast(words.trim(), "error");
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-guard]");
    if (form && requestConfig.elt.closest("[data-checks]")) return;  // what was only looked through is not kept yet
    if (form && successful && requestConfig.verb !== "get") delete form.dataset.dirty;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    settleToasts();
    restoreMarks();
    const swapped = event.detail.target;
    if (swapped.matches("[data-live]")) swapped.scrollTop = scrolled;
    if (swapped.matches("[data-when-seen]") && !$("[data-item][aria-current]")) markCurrent($("[data-item]"));
    if (document.activeElement === document.body) $("[data-focus]", swapped)?.focus();
  });

  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) toast("Ошибка программы. Набранное осталось на странице; попробуйте ещё раз.", "error");
    else if (event.detail.xhr.status === 404) toast("Этого больше нет или оно не в вашем ведении. Обновите список.", "error");
  });

  document.addEventListener("htmx:sendError", (event) => {
    if (!event.detail.elt.matches("[data-live]")) toast("Нет связи с сервером. Набранное осталось на странице; попробуйте ещё раз.", "error");
  });

  // ---- start ----------------------------------------------------------------------------------
  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    settleToasts();
    countMarked();
    for (const box of $$("[data-keys-switch]")) box.checked = keysAreOn();
    // On a phone the tabs are one line: the open one is brought into sight.
    for (const tab of $$(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });
  });
})();
