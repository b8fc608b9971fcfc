// What is painted before the program runs is as high as what was last shown, and has its colours.
// Chrome shows a popup once it is loaded: by then this has run. The program paints over all of it.
const look = localStorage.getItem("popup.last-look");
const main = document.querySelector("main");
if (look) [main.style.minHeight, main.firstElementChild.dataset.tone] = look.split(" ");
