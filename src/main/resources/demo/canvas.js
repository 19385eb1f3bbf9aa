/** Canvases that are sharp on every screen, and the colours that the style sheet has at the moment. */

/** Fits the canvas to its box; returns a context in CSS pixels, or undefined while it isn't shown. */
export function fit(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (width === 0 || height === 0) {
    return undefined;
  }
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) {
    [canvas.width, canvas.height] = pixels;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

let cache = new Map();

/** A colour by its name in the style sheet. */
export function colour(name) {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    cache.set(name, value);
  }
  return value;
}

/** To be called when the theme changes. */
export function forgetColours() {
  cache = new Map();
}

/** A curve of one value a second, the newest at the right. */
export function drawSpark(canvas, values, name, points) {
  const fitted = fit(canvas);
  if (fitted === undefined) {
    return;
  }
  const { context, width, height } = fitted;
  context.clearRect(0, 0, width, height);
  if (values.length < 2) {
    return;
  }
  const top = Math.max(1, ...values) * 1.15;
  const x = (i) => width - ((values.length - 1 - i) * width) / (points - 1);
  const y = (value) => height - 1.5 - (value / top) * (height - 3);
  context.beginPath();
  values.forEach((value, i) => context.lineTo(x(i), y(value)));
  context.strokeStyle = colour(name);
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.stroke();
  context.lineTo(width, height);
  context.lineTo(x(0), height);
  context.closePath();
  context.globalAlpha = 0.14;
  context.fillStyle = colour(name);
  context.fill();
  context.globalAlpha = 1;
}
