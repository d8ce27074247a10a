(() => {
  const root = document.documentElement;
  let unit = new URLSearchParams(location.search).get("unit");
  try {
    if (unit === "mm" || unit === "in") localStorage.setItem("unit", unit);
    else unit = localStorage.getItem("unit");
  } catch {}
  if (unit === "in") root.dataset.unit = "in";
  addEventListener("change", ({ target }) => {
    const panel = target.form;
    if (target.type !== "checkbox" || !panel?.matches(".facets") || getComputedStyle(panel).position === "fixed") return;
    try {
      sessionStorage.setItem("ticked", JSON.stringify([location.pathname, scrollY, target.name, target.value]));
    } catch {}
    panel.requestSubmit();
  });
  addEventListener("keydown", (press) => {
    const field = document.getElementById("desk-query");
    const held = press.ctrlKey || press.metaKey;
    const asks = press.key === "k" ? held : press.key === "/" && !held && !press.target.matches("input, select, textarea");
    if (!asks || press.altKey || !field) return;
    press.preventDefault();
    field.select();
  });
  addEventListener("DOMContentLoaded", () => {
    if (unit === "in") {
      for (const field of document.querySelectorAll("input[name=unit]")) field.value = "in";
      for (const choice of document.querySelectorAll(".switch__choice")) {
        const own = new URL(choice.href).searchParams.get("unit");
        if (own) choice.ariaCurrent = own === "in" ? "true" : null;
      }
    }
    try {
      const [path, top, name, value] = JSON.parse(sessionStorage.getItem("ticked"));
      sessionStorage.removeItem("ticked");
      if (path !== location.pathname) return;
      scrollTo(0, top);
      document.querySelector(`.facets [name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.focus({ preventScroll: true });
    } catch {}
  });
})();
