// Tables sorted by the heading that is pressed: rising, falling, then as printed. A total stays last.
(() => {
  "use strict";
  const words = new Intl.Collator("zh-CN", { numeric: true });
  const printed = new WeakMap();
  const said = document.getElementById("said");

  const text = (row, column) => row.cells[column].textContent.trim();
  const number = (row, column) => {
    const found = /-?\d+(\.\d+)?/.exec(text(row, column).replace(/[,，]/g, "").replace("−", "-"));
    return found ? Number(found[0]) : NaN;
  };
  function compare(head) {
    const column = head.cellIndex, way = head.ariaSort === "descending" ? -1 : 1;
    if (!head.classList.contains("number")) return (one, other) => way * words.compare(text(one, column), text(other, column));
    // What has no number stands last either way.
    return (one, other) => {
      const a = number(one, column), b = number(other, column);
      return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : way * (a - b);
    };
  }
  function arrange(table) {
    const body = table.tBodies[0], head = table.tHead.querySelector("[aria-sort]");
    if (!printed.has(body)) printed.set(body, [...body.rows]);
    const rows = [...printed.get(body)];
    body.append(...(head ? rows.sort(compare(head)) : rows));
  }
  function press(head) {
    const table = head.closest("table"), before = head.ariaSort;
    const numbers = head.classList.contains("number");
    table.tHead.querySelectorAll("[aria-sort]").forEach((one) => one.removeAttribute("aria-sort"));
    const next = { ascending: "descending", descending: "" }[before] ?? "ascending";
    if (next) head.setAttribute("aria-sort", next);
    arrange(table);
    const way = { ascending: numbers ? "从小到大" : "按拼音顺序", descending: numbers ? "从大到小" : "按拼音倒序" }[next];
    said.textContent = way ? `已按“${name(head)}”${way}排列` : "已恢复原来的顺序";
  }
  const name = (head) => head.textContent.trim();

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2 && !table.hasAttribute("data-filled")) continue;
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === "no") continue;
      const button = document.createElement("button"), link = head.querySelector("a");
      button.type = "button";
      button.className = "sort";
      if (link) {
        head.classList.add("linked");
        button.setAttribute("aria-label", `按“${name(head)}”排序`);
      } else button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => press(head));
    }
    // A table whose rows were replaced keeps the order that was asked for.
    table.addEventListener("refill", () => { printed.delete(table.tBodies[0]); arrange(table); });
  }
})();
