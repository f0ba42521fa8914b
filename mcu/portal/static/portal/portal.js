// Comfort over pages that work without it: hints of addresses, the draft, where one stands, the proof.
(function () {
  "use strict";
  const $ = (selector, where) => (where || document).querySelector(selector);
  const form = $("#send");

  const notice = $("[data-focus]");
  if (notice) notice.focus();

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-locate]")) locate();
  });

  // ---- the draft: stays in this browser, the text only --------------------------------------------
  const store = {
    read(name) { try { return sessionStorage.getItem(name); } catch (blocked) { return null; } },
    write(name, value) { try { sessionStorage.setItem(name, value); } catch (blocked) { /* stays for this page */ } },
    forget(name) { try { sessionStorage.removeItem(name); } catch (blocked) { /* nothing was kept */ } },
  };
  const KEPT = ["text", "address"];
  const sent = $("[data-sent]");
  if (sent) for (const name of KEPT) store.forget(`portal:${sent.dataset.sent}:${name}`);
  if (form) {
    for (const name of KEPT) {
      const field = form.elements[name], kept = `portal:${form.dataset.keep}:${name}`;
      if (!field.value && store.read(kept)) field.value = store.read(kept);
      field.addEventListener("input", () => store.write(kept, field.value));
    }
  }

  // ---- hints of addresses -------------------------------------------------------------------------
  const address = form && form.elements.address, places = $("#places");
  let waiting = 0, asked = "";
  if (address && places) address.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(hint, 250);
  });

  async function hint() {
    const words = address.value.trim();
    if (words.length < 2 || words === asked) return;
    asked = words;
    try {
      const answer = await fetch(`${form.getAttribute("action")}places/?address=${encodeURIComponent(words)}`);
      if (answer.ok && address.value.trim() === words) places.innerHTML = await answer.text();
    } catch (offline) { /* the address is written by hand */ }
  }

  // ---- where one stands ---------------------------------------------------------------------------
  function locate() {
    const said = $("[data-located]");
    if (!navigator.geolocation) { said.textContent = "Телефон не умеет определять место."; return; }
    said.textContent = "Определяем…";
    navigator.geolocation.getCurrentPosition((found) => {
      form.elements.lat.value = found.coords.latitude.toFixed(6);
      form.elements.lon.value = found.coords.longitude.toFixed(6);
      said.textContent = "Готово. Проверьте, что вы стоите у проблемы.";
      changed();
    }, () => { said.textContent = "Место не определилось: впишите адрес."; }, { timeout: 15000 });
  }

  // What stands near the point is asked for as after typing.
  function changed() {
    form.elements.lat.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- a place pointed at on the sheet ------------------------------------------------------------
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  let cross = null;

  document.addEventListener("click", (event) => {
    const sheet = event.target.closest("[data-sheet]");
    if (!sheet) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
    point(sheet, at.x, at.y);
  });
  document.addEventListener("keydown", (event) => {
    const sheet = event.target.closest("[data-sheet]"), way = WAYS[event.key];
    if (!sheet || !way) return;
    event.preventDefault();
    const from = cross || { x: 320, y: 210 }, step = event.shiftKey ? 30 : 3;
    point(sheet, from.x + way[0] * step, from.y + way[1] * step);
  });

  function point(sheet, x, y) {
    const { edge, south, west, scale, narrow } = sheet.dataset, { width, height } = sheet.viewBox.baseVal;
    cross = { x: within(x, width), y: within(y, height) };
    form.elements.lon.value = (Number(west) + (cross.x - edge) / (narrow * scale)).toFixed(6);
    form.elements.lat.value = (Number(south) + (height - edge - cross.y) / scale).toFixed(6);
    const mark = $("[data-cross]", sheet);
    mark.setAttribute("transform", `translate(${cross.x} ${cross.y})`);
    mark.setAttribute("visibility", "visible");
    changed();
    $("[data-pointed]").textContent = `Точка стоит. Ближе всего: ${nearest(sheet)}.`;
  }

  function nearest(sheet) {
    const far = (dot) => Math.hypot(dot.getAttribute("cx") - cross.x, dot.getAttribute("cy") - cross.y);
    const dots = [...sheet.querySelectorAll("[data-title]")];
    return dots.reduce((best, dot) => (far(dot) < far(best) ? dot : best)).dataset.title;
  }

  // ---- sending: once, and with the proof where it is asked for -----------------------------------
  if (form) form.addEventListener("submit", (event) => {
    const proof = $("[data-proof]", form), said = $("[data-sending]", form);
    if (event.defaultPrevented) return;  // a photo is still being blurred
    if (form.dataset.busy) { event.preventDefault(); return; }
    if (!proof || proof.value || !window.crypto?.subtle) {
      form.dataset.busy = "yes";
      said.textContent = "Отправляем…";
      return;
    }
    event.preventDefault();
    said.textContent = "Проверка браузера, несколько секунд…";
    const button = event.submitter;
    prove(form.elements.key.value).then((nonce) => { proof.value = nonce; form.requestSubmit(button); });
  });
  addEventListener("pageshow", () => { if (form) delete form.dataset.busy; });

  async function prove(challenge) {
    const encoder = new TextEncoder();
    for (let nonce = 0; ; nonce += 1) {
      const found = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${nonce}`)));
      if (found.getUint32(0) >>> 17 === 0) return String(nonce);
    }
  }
})();
