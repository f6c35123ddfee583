// Draws the API reference from openapi.json, asyncapi.json and frames.schema.json beside this file. Text goes into the
// page as text only, so nothing in a description can be a script.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const [openapi, asyncapi, frames] = await Promise.all(
  ['openapi.json', 'asyncapi.json', 'frames.schema.json'].map(load),
).catch((failure) => {
  document.getElementById('state').textContent = `The reference cannot be read: ${failure.message}`;
  throw failure;
});

/** @param {string} file @returns {Promise<any>} */
async function load(file) {
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) {
    throw new Error(`${file}: HTTP ${response.status}`);
  }
  return response.json();
}

/** An element. A child that is a string is text, `null` is left out. */
function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** What a `$ref` of any of the three documents names: the thing, and its anchor if it has a section of its own. */
function resolve(node) {
  if (!node?.$ref) {
    return { value: node, anchor: null, name: null };
  }
  const [file, pointer] = node.$ref.split('#');
  const root = file.endsWith('frames.schema.json') || pointer.startsWith('/$defs/') ? frames : openapi;
  const path = pointer.split('/').slice(1);
  const value = path.reduce((at, name) => at?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], root);
  const name = path.at(-1);
  const listed = root === frames ? !name.endsWith('Frame') : path[1] === 'schemas';
  return { value, anchor: listed ? anchorOf(root, name) : null, name };
}

function anchorOf(root, name) {
  return root === frames ? `frame-type-${name}` : `type-${name}`;
}

/** `code`, **bold** and [links](to) of our descriptions; a link to a file of the repository is plain text here. */
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    if (part.startsWith('`')) {
      return h('code', {}, part.slice(1, -1));
    }
    if (part.startsWith('**')) {
      return h('strong', {}, part.slice(2, -2));
    }
    return part.startsWith('[') ? part.replace(/^\[([^\]]+)\].*/, '$1') : part;
  });
}

/** Paragraphs and lists. */
function prose(text) {
  if (!text) {
    return [];
  }
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      if (!block.startsWith('- ')) {
        return h('p', {}, inline(block.replaceAll('\n', ' ')));
      }
      const items = block.slice(2).split(/\n- /);
      return h('ul', {}, items.map((item) => h('li', {}, inline(item.replace(/\s+/g, ' ')))));
    });
}

/** A type in a few words, with links to the types that have a section. */
function typeOf(schema) {
  if (!schema) {
    return ['any'];
  }
  const { value, anchor, name } = resolve(schema);
  if (anchor) {
    return [h('a', { href: `#${anchor}` }, name)];
  }
  if (name?.endsWith('Frame')) {
    return [h('a', { href: name === 'ClientFrame' ? '#client-frames' : '#server-frames' }, 'frame')];
  }
  if (value.oneOf) {
    return value.oneOf.flatMap((one, i) => (i === 0 ? typeOf(one) : [' or ', ...typeOf(one)]));
  }
  if (value.type === 'array') {
    return ['list of ', ...typeOf(value.items)];
  }
  if (value.type === 'object' && value.additionalProperties) {
    return ['map of ', ...typeOf(value.additionalProperties)];
  }
  if (isDigits(value)) {
    return ['string of digits'];
  }
  return [[value.type ?? 'any'].flat().join(' or ')];
}

/** A 64-bit number. */
function isDigits(schema) {
  return schema.pattern?.startsWith('^[0-9]') ?? false;
}

/** Bounds and words of a value. */
function boundsOf(schema) {
  const { value } = resolve(schema);
  const bounds = [];
  const between = (least, most, what) => {
    if (least !== undefined && most !== undefined) {
      bounds.push(`${least}–${most}${what}`);
    } else if (least !== undefined) {
      bounds.push(`at least ${least}${what}`);
    } else if (most !== undefined) {
      bounds.push(`at most ${most}${what}`);
    }
  };
  if (!isDigits(value)) {
    between(value.minimum, value.maximum, '');
  }
  between(value.minLength, value.maxLength, ' characters');
  between(value.minItems, value.maxItems, ' items');
  if (value.format === 'date-time') {
    bounds.push('RFC 3339');
  }
  if (value['x-clamped-to']) {
    bounds.push(`more is taken as ${value['x-clamped-to']}`);
  }
  const fallback = schema.default ?? value.default;
  if (fallback !== undefined) {
    bounds.push(`default ${fallback}`);
  }
  if (value.enum && value.enum.length <= 12) {
    bounds.push(value.enum.join(' | '));
  }
  return bounds.length ? h('span', { class: 'quiet' }, ` ${bounds.join(', ')}`) : null;
}

function row(name, schema, required, description) {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('code', {}, name), required ? h('span', { class: 'required' }, ' required') : null),
    h('td', { class: 'type' }, typeOf(schema)),
    h('td', {}, inline(description ?? schema?.description ?? resolve(schema).value?.description ?? ''), boundsOf(schema)),
  );
}

function table(...rows) {
  return h('div', { class: 'scroll', tabindex: '0' }, h('table', {}, h('tbody', {}, rows)));
}

/** The properties of an object, or what else the schema says. */
function shape(schema) {
  const { value, anchor } = resolve(schema);
  const required = value.required ?? [];
  const rows = Object.entries(value.properties ?? {}).map(([name, type]) => row(name, type, required.includes(name)));
  return [
    anchor || !rows.length ? h('p', {}, typeOf(schema), boundsOf(schema)) : null,
    rows.length ? table(rows) : null,
  ];
}

function example(value) {
  return h('pre', { tabindex: '0' }, h('code', {}, JSON.stringify(value, null, 2)));
}

function body(content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => {
    const code = media.schema?.properties?.code?.enum;
    const examples = [
      ...(media.example ? [media.example] : []),
      ...Object.values(media.examples ?? {}).map((one) => resolve(one).value.value),
    ];
    return [
      h('p', { class: 'quiet' }, type, code ? [', code ', code.map((word, i) => [i ? ' or ' : '', h('code', {}, word)])] : null),
      code ? null : shape(media.schema),
      examples.map(example),
    ];
  });
}

function heading(id, text) {
  return h('h3', {}, h('a', { href: `#${id}` }, text));
}

function operation(path, item, method) {
  const op = item[method];
  const parameters = [...(item.parameters ?? []), ...(op.parameters ?? [])].map((one) => resolve(one).value);
  const security = op.security ?? openapi.security;
  return h(
    'section',
    { id: op.operationId },
    heading(op.operationId, op.summary),
    h('p', { class: 'address' }, h('span', { class: `method ${method}` }, method.toUpperCase()), path),
    op['x-parley-planned'] ? h('p', { class: 'note' }, 'Fixed, and not served yet.') : null,
    prose(op.description),
    h(
      'p',
      { class: 'quiet' },
      security.length ? `Authentication: ${security.flatMap((one) => Object.keys(one)).join(' or ')}` : 'No authentication',
    ),
    parameters.length
      ? [
          h('h4', {}, 'Parameters'),
          table(parameters.map((one) => row(one.name, one.schema, one.required, `${one.description} In the ${one.in}.`))),
        ]
      : null,
    op.requestBody ? [h('h4', {}, 'Request'), body(op.requestBody.content)] : null,
    h('h4', {}, 'Answers'),
    Object.entries(op.responses).map(([status, response]) => {
      const { value } = resolve(response);
      return h(
        'details',
        {},
        h('summary', {}, h('span', { class: `status s${status[0]}` }, status), ' ', inline(value.description)),
        body(value.content),
        value.headers
          ? table(Object.entries(value.headers).map(([name, header]) => {
              const known = resolve(header).value;
              return row(name, known.schema, false, known.description);
            }))
          : null,
      );
    }),
  );
}

function message(side, name) {
  const known = asyncapi.components.messages[name];
  const id = `${side}-${name}`;
  const frame = frames.$defs[`${name}Frame`];
  return h(
    'section',
    { id },
    heading(id, known.summary),
    h('p', { class: 'address' }, name),
    prose(known.description),
    shape(resolve(frame.properties[name]).value),
    (known.examples ?? []).map((one) => example(one.payload)),
  );
}

function topic(id, channel) {
  const kafka = channel.bindings.kafka;
  const record = asyncapi.components.messages[`${id}Record`];
  const facts = {
    Key: record.bindings.kafka.key.title ?? 'as it was',
    Value: record['x-parley-protobuf'] ?? 'bytes',
    Partitions: `${channel['x-parley-production-partitions']} in production, ${kafka.partitions} on one machine`,
    Kept: duration(kafka.topicConfiguration['retention.ms']),
    'Written by': channel['x-parley-written-by'],
    'Read by': channel['x-parley-read-by'],
  };
  return h(
    'section',
    { id: `topic-${id}` },
    heading(`topic-${id}`, channel.address),
    prose(channel.description),
    table(Object.entries(facts).map(([name, fact]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, fact)))),
  );
}

function duration(millis) {
  const minutes = millis / 60_000;
  return minutes >= 1440 ? `${minutes / 1440} d` : minutes >= 60 ? `${minutes / 60} h` : `${minutes} min`;
}

function type(root, name, schema) {
  const id = anchorOf(root, name);
  const inner = schema.properties ? shape({ ...schema, $ref: undefined }) : null;
  const words = schema.enum ? h('p', {}, schema.enum.map((word) => [h('code', {}, String(word)), ' '])) : null;
  const plain = inner || words ? null : h('p', { class: 'quiet' }, typeOf(schema), schema.pattern ? ` ${schema.pattern}` : '');
  return h('section', { id }, heading(id, name), prose(schema.description), inner, words, plain);
}

const main = document.getElementById('content');
const contents = document.getElementById('contents');

/** A part of the page, and its list of contents. */
function part(id, title, description, sections) {
  main.append(h('h2', { id }, title), ...prose(description), ...sections);
  const items = sections.filter((section) => section.id).map((section) => {
    const address = section.querySelector('.address')?.textContent ?? '';
    const text = section.querySelector('h3').textContent;
    const label = id.endsWith('frames') ? address : text;
    return h('li', { 'data-words': `${text} ${address} ${section.id}`.toLowerCase() }, h('a', { href: `#${section.id}` }, label));
  });
  const target = items.length ? title : h('a', { href: `#${id}` }, title);
  contents.append(h('div', {}, h('h2', {}, target), h('ul', {}, items)));
}

function draw() {
  main.replaceChildren(h('h1', {}, 'Parley API'), ...prose(openapi.info.description));
  for (const tag of openapi.tags) {
    const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]?.tags.includes(tag.name)).map((method) => operation(path, item, method)),
    );
    part(`tag-${tag.name}`, tag.name[0].toUpperCase() + tag.name.slice(1), tag.description, operations);
  }
  const connect = asyncapi.channels.connect;
  part('socket', 'WebSocket', asyncapi.info.description, [
    h('p', { class: 'address' }, connect.address),
    ...prose(connect.description),
  ]);
  const sides = { client: 'clientFrames', server: 'serverFrames' };
  for (const [side, key] of Object.entries(sides)) {
    const known = asyncapi.operations[key];
    const sections = known.messages.map((one) => message(side, one.$ref.split('/').at(-1)));
    part(`${side}-frames`, `Frames of the ${side}`, known.summary, sections);
  }
  const codes = connect['x-parley-close-codes'];
  part('close-codes', 'Close codes', 'Why the server closed, and what the client does.', [
    table(codes.map(({ code, reason, client }) =>
      h('tr', {}, h('th', { scope: 'row' }, String(code)), h('td', {}, reason), h('td', {}, client)))),
  ]);
  const topics = Object.entries(asyncapi.channels).filter(([id]) => id !== 'connect');
  part('topics', 'Kafka topics', 'Between the parts; no client reaches them.', topics.map(([id, channel]) => topic(id, channel)));
  const schemas = Object.entries(openapi.components.schemas);
  part('types', 'Types of REST', '', schemas.map(([name, schema]) => type(openapi, name, schema)));
  const defs = Object.entries(frames.$defs).filter(([name]) => !name.endsWith('Frame'));
  part('frame-types', 'Types of frames', frames.description, defs.map(([name, schema]) => type(frames, name, schema)));
}

/** Shows in the contents what holds all words of the filter. */
function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of contents.children) {
    let shown = 0;
    for (const item of group.querySelectorAll('li')) {
      item.hidden = !words.every((word) => item.dataset.words.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    group.hidden = words.length > 0 && shown === 0;
  }
}

/** The page was empty when the browser looked for the anchor. */
function goToAnchor() {
  for (const link of contents.querySelectorAll('a[aria-current]')) {
    link.removeAttribute('aria-current');
  }
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (target) {
    target.scrollIntoView();
    contents.querySelector(`a[href="#${CSS.escape(id)}"]`)?.setAttribute('aria-current', 'true');
  }
}

draw();
goToAnchor();
addEventListener('hashchange', goToAnchor);
document.getElementById('filter').addEventListener('input', (event) => filter(event.target.value));
