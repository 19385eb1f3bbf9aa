import net from 'node:net';

/** A TCP proxy on a free port whose connections can be cut as a failing network cuts them: without farewell. */
export class CutProxy {
  #server;
  #sockets = new Set();

  static async to(host, port) {
    const proxy = new CutProxy();
    proxy.#server = net.createServer((near) => proxy.#join(near, net.connect(port, host)));
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port() {
    return this.#server.address().port;
  }

  /** How many connections it carries now. */
  get connections() {
    return this.#sockets.size / 2;
  }

  cut() {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near, far) {
    for (const [socket, other] of [[near, far], [far, near]]) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}
