(() => {
  // The outline in the row that leads to a part's page, and the drawing on that page, are one thing.
  // A page that shows a drawing of its own keeps the name for that: from part to part, drawing becomes drawing.
  const rename = (url, name) => {
    if (document.querySelector(".product > .drawing")) return;
    const link = url && [...document.querySelectorAll(".table__main > a")].find((a) => a.pathname === new URL(url).pathname);
    const outline = link?.closest("tr").querySelector(".thumbnail");
    if (outline) outline.style.viewTransitionName = name;
  };
  const pass = (transition, url) => {
    if (!transition) return;
    rename(url, "part");
    // A browser skips a transition when the page is hidden, resized or left at once. That is no error.
    transition.ready.catch(() => {});
    transition.finished.catch(() => {}).then(() => rename(url, ""));
  };
  addEventListener("pageswap", ({ viewTransition, activation }) => pass(viewTransition, activation?.entry?.url));
  addEventListener("pagereveal", ({ viewTransition }) => pass(viewTransition, globalThis.navigation?.activation?.from?.url));
})();
