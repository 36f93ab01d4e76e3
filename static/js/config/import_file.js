// The file to import: chosen, or dropped anywhere on the page.

const find = (name) => document.querySelector(`[data-${name}]`);

/** `onFile(file)` is called with each file somebody brings. */
export function startFile(onFile) {
  const [zone, input] = [find("drop"), find("file")];
  let depth = 0; // dragging over a child leaves its parent
  const over = (change) => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle("over", depth > 0);
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => hasFiles(event) && over(1));
  addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(-depth);
    if (event.dataTransfer.files.length) onFile(event.dataTransfer.files[0]);
  });
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const [file] = input.files;
    input.value = ""; // the same file may be brought again, once it is mended
    onFile(file);
  });
}

/** What is being done with the file, in words. */
export function tellFile(text) {
  find("state").textContent = text || "or drop it here";
}
