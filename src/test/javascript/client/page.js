/** A page of an application: shows a group by weir-client, over a connection of the kind that is asked for. */
export async function show({ bridge, kind, group, network }) {
  const { WeirClient } = await import(`${bridge}/weir-client.js`);
  const client = new WeirClient({ lanes: [`group:${group}`], snapshots: '/snapshots/updates' });
  const page = { client, regressions: [], connects: 0 };
  const last = new Map();
  client.on('change', ({ changed }) => {
    for (const { entity, data } of changed) {
      if (data.n < last.get(entity)) {
        page.regressions.push(`${entity}: ${data.n} after ${last.get(entity)}`);
      }
      last.set(entity, data.n);
    }
  });
  client.on('status', ({ connected }) => (page.connects += connected ? 1 : 0));
  const negotiate = `/negotiate?${network}`;
  if (kind.startsWith('official')) {
    const { WebPubSubClient, WebPubSubJsonProtocol, WebPubSubJsonReliableProtocol } = await import('/official.js');
    const pubsub = new WebPubSubClient(
      { getClientAccessUrl: async () => (await (await fetch(negotiate)).json()).url },
      {
        protocol: kind.endsWith('reliable') ? WebPubSubJsonReliableProtocol() : WebPubSubJsonProtocol(),
        reconnectRetryOptions: { maxRetries: 1000, retryDelayInMs: 200, maxRetryDelayInMs: 500, mode: 'Fixed' },
      },
    );
    client.attach(pubsub);
    await pubsub.start();
  } else {
    client.connect({ negotiate, reliable: kind.endsWith('reliable') });
  }
  globalThis.page = page;
}

/** What the page shows, by entity. As text, since a driver may lose keys. */
export function shown() {
  const { client } = globalThis.page;
  return JSON.stringify(Object.fromEntries([...client.entities()].map(([entity, { data }]) => [entity, data])));
}
