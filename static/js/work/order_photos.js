// Photos of an order: taken with the camera of a phone or chosen, shown before they are sent, and
// sent with a bar. One that did not arrive is kept on the page, and sent again by hand.

import { make, uniqueId } from "../config/element.js";
import { zone } from "./frame.js";
import { newKey, problemOf, send } from "./send.js";
import { moment } from "./times.js";

const PREVIEW_PX = 240;

export function drawPhotos(place, order, show, refuse) {
  const mayRemove = order.may.includes("work.do") && !["verified", "cancelled"].includes(order.status);
  const remove = async (photo) => {
    try {
      show(await send("DELETE", photo.url, { key: newKey() }));
    } catch (problem) {
      refuse(problem);
    }
  };
  if (!order.photo_list.length) {
    place.replaceChildren(make("p", { class: "muted" }, "No photo yet."));
    return;
  }
  place.replaceChildren(make("ul", { class: "photos" }, order.photo_list.map((photo) =>
    make("li", {},
      make("a", { href: photo.url, target: "_blank", rel: "noopener" },
        make("img", { src: photo.url, alt: photo.file_name, loading: "lazy", width: photo.width_px, height: photo.height_px })),
      make("small", {}, `${photo.author}, ${moment(photo.added_at, zone)}`),
      mayRemove ? make("button", { type: "button", class: "icon", "aria-label": `Remove ${photo.file_name}`, title: "Remove", onclick: () => remove(photo) }, "×") : null))));
}

/** Send a file and tell how far it is. */
function upload(path, file, key, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("idempotency-key", key);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(problemOf(request.response, request.status));
    });
    for (const name of ["error", "abort", "timeout"]) {
      request.addEventListener(name, () => reject(problemOf({ error: "The photo did not arrive.", hint: "It is kept on this page: send it again." }, 0)));
    }
    const form = new FormData();
    form.append("photo", file, file.name);
    request.send(form);
  });
}

async function preview(file) {
  const canvas = make("canvas", { width: PREVIEW_PX, height: 160 });
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(PREVIEW_PX / picture.width, 160 / picture.height);
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  } catch {
    canvas.hidden = true; // the server says what is wrong with it
  }
  return canvas;
}

export function photoForm(place, path, show) {
  const id = uniqueId("photo");
  const input = make("input", { type: "file", id, accept: "image/*", capture: "environment", class: "spoken" });
  const label = make("label", { for: id, class: "button" }, "Add a photo");
  const queue = make("ul", { class: "photos sending" });
  const form = make("div", { class: "photo-form", hidden: true }, queue, input, label);

  async function add(file) {
    const key = newKey();
    const bar = make("progress", { max: 1, value: 0, "aria-label": `Sending ${file.name}` });
    const said = make("p", { class: "wrong", role: "alert", hidden: true });
    const again = make("button", { type: "button", hidden: true }, "Send again");
    const drop = make("button", { type: "button", hidden: true, onclick: () => item.remove() }, "Leave it out");
    const item = make("li", {}, await preview(file), make("small", {}, file.name), bar, said, again, drop);
    queue.append(item);
    const go = async () => {
      said.hidden = again.hidden = drop.hidden = true;
      bar.hidden = false;
      try {
        const answer = await upload(`${path}/photos`, file, key, (share) => (bar.value = share));
        item.remove();
        show(answer);
      } catch (problem) {
        bar.hidden = true;
        said.hidden = drop.hidden = false;
        again.hidden = problem.status >= 400 && problem.status < 500;
        said.textContent = [problem.message, problem.hint].filter(Boolean).join(" ");
      }
    };
    again.addEventListener("click", go);
    await go();
  }

  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = "";
  });
  place.replaceChildren(form);
  return { show: (isShown) => (form.hidden = !isShown) };
}
