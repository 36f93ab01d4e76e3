// A tap on a job before the scripts of the page are there (a slow phone) is kept for them, once.
// No module, so that it runs before the first button is drawn; mine.js takes over from it.

{
  const keep = (event) => {
    const button = event.target.closest("#mine [data-act]");
    if (button) button.dataset.tapped = "";
  };
  document.addEventListener("click", keep);
  document.addEventListener("taken-over", () => document.removeEventListener("click", keep), { once: true });
}
