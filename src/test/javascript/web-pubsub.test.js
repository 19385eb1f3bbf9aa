import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { WebPubSubServiceClient } from '@azure/web-pubsub';
import { WebPubSubClient, WebPubSubJsonProtocol, WebPubSubJsonReliableProtocol } from '@azure/web-pubsub-client';
import { until, webPubSub } from './azure.js';
import { CutProxy } from './cut-proxy.js';

describe('Web PubSub', () => {
  const started = [];
  let service;

  before(() => {
    service = new WebPubSubServiceClient(webPubSub(), `js${randomUUID().slice(0, 8)}`, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  });
  after(() => started.forEach((client) => client.stop()));

  /** A started client with what it is sent; `url` may lead it astray. */
  async function connect(token, protocol = WebPubSubJsonProtocol(), url = (given) => given) {
    const client = new WebPubSubClient(
      { getClientAccessUrl: async () => url((await service.getClientAccessToken(token)).url) },
      { protocol, messageRetryOptions: { maxRetries: 0 }, reconnectRetryOptions: { retryDelayInMs: 100, maxRetryDelayInMs: 200 } },
    );
    const user = { client, groupMessages: [], serverMessages: [], connections: [], disconnections: 0 };
    client.on('connected', (event) => user.connections.push(event.connectionId));
    client.on('disconnected', () => user.disconnections++);
    client.on('group-message', ({ message }) => user.groupMessages.push(message));
    client.on('server-message', ({ message }) => user.serverMessages.push(message));
    await client.start();
    started.push(client);
    await until('the client is connected', () => user.connections.length > 0);
    return user;
  }

  const member = (userId) => ({ userId, roles: ['webpubsub.joinLeaveGroup', 'webpubsub.sendToGroup'] });

  test('a member hears its group', async () => {
    const ann = await connect(member('ann'));
    const bob = await connect(member('bob'));
    await ann.client.joinGroup('talk');
    await bob.client.joinGroup('talk');

    await ann.client.sendToGroup('talk', { n: 1 }, 'json', { noEcho: true });
    await until('bob hears ann', () => bob.groupMessages.length > 0);

    assert.deepEqual(bob.groupMessages[0].data, { n: 1 });
    assert.equal(bob.groupMessages[0].fromUserId, 'ann');
    assert.equal(ann.groupMessages.length, 0);
    await bob.client.leaveGroup('talk');
  });

  test('the application reaches all, users, groups and connections', async () => {
    const eve = await connect({ userId: 'eve', groups: ['reached'] });

    await service.sendToAll({ to: 'all' });
    await service.sendToUser('eve', { to: 'user' });
    await service.sendToConnection(eve.connections[0], { to: 'connection' });
    await service.group('reached').sendToAll('to the group', { contentType: 'text/plain' });

    await until('all has come', () => eve.serverMessages.length >= 3 && eve.groupMessages.length >= 1);
    assert.deepEqual(eve.serverMessages.map((message) => message.data.to).toSorted(), ['all', 'connection', 'user']);
    assert.equal(eve.groupMessages[0].data, 'to the group');
  });

  test('a filter chooses who gets it', async () => {
    const carl = await connect({ userId: 'carl', groups: ['filtered'] });
    const dora = await connect({ userId: 'dora', groups: ['filtered'] });

    await service.group('filtered').sendToAll({ n: 1 }, { filter: "userId eq 'carl'" });
    await service.group('filtered').sendToAll({ n: 2 });

    await until('both have the last', () => carl.groupMessages.length === 2 && dora.groupMessages.length > 0);
    assert.deepEqual(dora.groupMessages.map((message) => message.data.n), [2]);
  });

  test('membership, existence and permissions are the application\'s to change', async () => {
    const fay = await connect({ userId: 'fay' });
    const group = service.group('changing');

    await group.addUser('fay');
    assert.ok(await service.groupExists('changing'));
    assert.ok(await service.userExists('fay'));
    assert.ok(await service.connectionExists(fay.connections[0]));
    await group.removeUser('fay');
    assert.ok(!(await service.groupExists('changing')));
    await service.grantPermission(fay.connections[0], 'joinLeaveGroup', { targetName: 'changing' });
    assert.ok(await service.hasPermission(fay.connections[0], 'joinLeaveGroup', { targetName: 'changing' }));
    await fay.client.joinGroup('changing');
    await service.revokePermission(fay.connections[0], 'joinLeaveGroup', { targetName: 'changing' });
    await assert.rejects(fay.client.leaveGroup('changing', { ackId: undefined }));
  });

  test('a client without a role may not join', async () => {
    const gus = await connect({ userId: 'gus' });

    await assert.rejects(gus.client.joinGroup('forbidden'), (error) => error.errorDetail?.name === 'Forbidden');
  });

  test('a reliable client misses nothing through cut sockets', async (t) => {
    const endpoint = /Endpoint=http:\/\/([^;/]+);(?:.*;)?Port=(\d+)/.exec(webPubSub());
    if (!endpoint) {
      t.skip('only a socket without TLS can be cut by a proxy');
      return;
    }
    const proxy = await CutProxy.to(endpoint[1], Number(endpoint[2]));
    const hal = await connect({ userId: 'hal', groups: ['reliable'] }, WebPubSubJsonReliableProtocol(), (url) =>
      url.replace(`:${endpoint[2]}`, `:${proxy.port}`),
    );
    const group = service.group('reliable');

    for (let n = 0; n < 30; n++) {
      await group.sendToAll({ n });
      if (n % 10 === 5) {
        await until('the socket is there to be cut', () => proxy.connections > 0);
        proxy.cut();
      }
    }

    await until('all has come', () => hal.groupMessages.length >= 30);
    assert.deepEqual(hal.groupMessages.map((message) => message.data.n), Array.from({ length: 30 }, (_, n) => n));
    assert.equal(hal.connections.length, 1, 'it is one connection all along');
    hal.client.stop();
    await until('the client has left', () => proxy.connections === 0);
    await proxy.close();
  });
});
