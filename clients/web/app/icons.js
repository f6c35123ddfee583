/** The few line icons of the app, on a grid of 24. They are decoration: what they mean is said in words beside. */

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5',
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 7.8v.2',
  send: 'M4.5 12L4 5l16.5 7L4 19l.5-7zM4.5 12H12',
  smile: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8.5 14.2c1.8 2.4 5.2 2.4 7 0M9 9.5v.2M15 9.5v.2',
  more: 'M5.5 12v.01M12 12v.01M18.5 12v.01',
  reply: 'M10 6L4.5 11.5 10 17M4.5 11.5H14c3.5 0 5.5 2 5.5 6',
  thread: 'M5 5h14v10H11l-4 4v-4H5zM9 9h6M9 11.8h3.5',
  edit: 'M5 19l1-4L16 5l3 3L9 18z',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  pin: 'M9 4h6l-.8 6 3.3 3.5H6.5L9.8 10zM12 13.5V20',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 11v5M13.7 11v5',
  hide: 'M4 12s3-5.5 8-5.5S20 12 20 12s-3 5.5-8 5.5S4 12 4 12zM5 19L19 5',
  eye: 'M4 12s3-5.5 8-5.5S20 12 20 12s-3 5.5-8 5.5S4 12 4 12zM12 9.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1H5zM10.5 20h3',
  muted: 'M6.5 16.5V11a5.5 5.5 0 0 1 9-4.2M17.5 11v5.5M5 17.5h11M10.5 20h3M4 4l16 16',
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  block: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM6 6l12 12',
  link: 'M10 14l4-4M8.5 11.5l-2.3 2.3a3 3 0 0 0 4.2 4.2l2.3-2.3M11.3 8.3l2.3-2.3a3 3 0 0 1 4.2 4.2l-2.3 2.3',
  people: 'M9 5.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3.5 19c0-3.5 2.3-5.5 5.5-5.5s5.5 2 5.5 5.5M15.5 6a2.8 2.8 0 0 1 0 5.4M17 14c2.3.6 3.5 2.4 3.5 5',
  person: 'M12 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM5 19.5c0-3.7 2.9-5.7 7-5.7s7 2 7 5.7',
  leave: 'M13 4.5H6v15h7M10.5 12H20M16.5 8.5L20 12l-3.5 3.5',
  device: 'M4 5.5h16v10H4zM9 19.5h6M12 15.5v4',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  moon: 'M19.5 14A8 8 0 0 1 10 4.5a8 8 0 1 0 9.5 9.5z',
  auto: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 3.5v17M12 8l5-2.5M12 12h8.5M12 16l5 2.5',
  down: 'M12 5v13M6 12.5l6 6 6-6',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 1.5',
  sent: 'M5 12.5l4.5 4.5L19 7.5',
  both: 'M2.5 12.5L7 17l9-9.5M11.5 16l1 1 9-9.5',
  alert: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v5M12 16v.1',
  plug: 'M9 3.5V8M15 3.5V8M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5v4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
};

/**
 * @param {keyof typeof PATHS} name
 * @param {string} [extra] further classes
 */
export function icon(name, extra = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${extra}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
