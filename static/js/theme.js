// Applies the reader's colours before anything is painted. Not a module: those run too late.
// A wall screen without a keyboard may be told by its address: ?theme=quiet&mode=dark
(() => {
  const choices = { theme: ["classic", "quiet"], mode: ["light", "dark", "auto"] };
  const asked = new URLSearchParams(location.search);
  for (const [name, values] of Object.entries(choices)) {
    let kept = null;
    try {
      kept = localStorage.getItem(`floorcast.${name}`);
    } catch {
      // storage may be forbidden; the default will do
    }
    const value = [asked.get(name), kept].find((one) => values.includes(one));
    if (value) document.documentElement.dataset[name] = value;
  }
})();
