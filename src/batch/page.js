"use strict";
// Sorts the table of articles by the column whose name is pressed, and opens the text to
// which a link leads where the browser does not do so by itself.
(() => {
  const table = document.querySelector(".articles table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const worth = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent;
    return heads[column].classList.contains("number") ? Number(text) : text;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "ascending";
      const first = !head.hasAttribute("aria-sort") && column > 3;
      const down = up || first;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows];
      rows.sort((a, b) => {
        const [x, y] = [worth(a, column), worth(b, column)];
        const order = typeof x === "number" ? x - y : x.localeCompare(y, "en");
        return (down ? -order : order) || worth(a, 0) - worth(b, 0);
      });
      body.replaceChildren(...rows);
    });
  });
  const open = () => {
    const article = /^#a\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (article) {
      article.parentElement.open = true;
      article.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  open();
})();
