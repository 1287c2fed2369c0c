// Beside a figure or fact that is pointed at, focused or tapped: what it means and where it comes from.
(() => {
  "use strict";
  const gap = 8;
  let link = null, tip = null, leaving = 0;

  function hide() {
    clearTimeout(leaving);
    if (!tip) return;
    tip.classList.remove("open");
    delete link.dataset.open;
    link = tip = null;
  }
  function show(wanted) {
    clearTimeout(leaving);
    if (wanted === link) return;
    hide();
    link = wanted;
    tip = document.getElementById(link.getAttribute("aria-describedby"));
    tip.classList.add("open");
    link.dataset.open = "";
    place();
  }
  // Below the link where there is room, else above it, else over it: wholly on the screen in any case.
  function place() {
    const at = link.getClientRects()[0], room = document.documentElement.clientWidth, box = tip.getBoundingClientRect();
    const left = Math.max(gap, Math.min(at.left, room - box.width - gap));
    const below = link.getBoundingClientRect().bottom + gap, above = at.top - box.height - gap;
    const lowest = window.innerHeight - box.height - gap;
    const top = below <= lowest || above < gap ? Math.min(below, lowest) : above;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${Math.max(gap, top) + window.scrollY}px`;
  }
  // Focus may scroll the page, smoothly, after the tip was placed.
  document.addEventListener("scroll", () => {
    if (!tip) return;
    const at = link.getBoundingClientRect();
    if (at.top >= 0 && at.bottom <= window.innerHeight) place();
  }, { passive: true, capture: true });
  // A moment to move the pointer from the link into the text beside it.
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 250); };
  const near = (event) => event.target instanceof Element && event.target.closest(".figure");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (near(event)) show(near(event));
    else if (event.target instanceof Element && event.target.closest(".tip")) clearTimeout(leaving);
    else if (tip && document.activeElement !== link) leave();
  });
  document.addEventListener("focusin", (event) => (near(event) ? show(near(event)) : hide()));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  // The first tap shows, the second follows the link.
  let tapped = null;
  document.addEventListener("pointerdown", (event) => {
    const target = near(event);
    tapped = event.pointerType === "touch" && target && target !== link ? target : null;
    if (!target && !(event.target instanceof Element && event.target.closest(".tip"))) hide();
  });
  document.addEventListener("click", (event) => {
    const target = near(event);
    if (!target) return;
    if (target === tapped) { event.preventDefault(); show(target); } else hide();
  });

  const narrow = window.matchMedia("(max-width: 60rem)");
  const fold = () => { document.querySelector("nav details").open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
})();
