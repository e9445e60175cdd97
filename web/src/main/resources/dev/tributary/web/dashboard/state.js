// What the page knows: polled from the API, kept in one object, handed to a listener whenever it changes.

import { follow, get, hasToken, dropToken, Unauthorized } from "/api.js";

const HISTORY = 120;
const EVENTS = 200;
const AUTHORS = 500;
const COMPARED = 12;
const FAR_BEHIND = 5000;
const PAINT_EVERY = 250;

// A peer may be removed between two questions; a wrong token is another matter.
const ifGone = (problem) => {
  if (problem instanceof Unauthorized) throw problem;
  return null;
};

export const linked = (peer) => peer.state === "connected" || peer.state === "stalled";

export class State {
  constructor(onChange) {
    this.onChange = onChange;
    this.data = {
      allowed: hasToken(), reachable: true, problem: "", streaming: false, paused: false, filter: "", skipped: 0,
      status: null, peers: [], differing: new Map(),
      authors: [], authorCount: 0, successors: [], plugins: [], forks: [], events: [], types: [],
      rates: [], behind: [], traffic: [],
    };
    this.fresh = [];
    this.position = 0;
    this.stop = null;
    this.timers = [];
    this.last = null;
  }

  start() {
    this.poll(1000, () => this.readStatus());
    this.poll(2000, () => this.readPeers());
    this.poll(3000, () => this.readAuthors());
    this.poll(5000, () => this.readRest());
    this.listen();
    this.timers.push(setInterval(() => this.paintEvents(), PAINT_EVERY));
  }

  change(part) {
    this.data = { ...this.data, ...part };
    this.onChange(this.data);
  }

  // Asks again and again while the page can be seen; a slow answer delays the next question.
  poll(every, read) {
    const timer = { id: 0 };
    this.timers.push(timer);
    const round = async () => {
      if (!document.hidden || this.data.status === null) await this.attempt(read);
      if (this.data.allowed) timer.id = setTimeout(round, every);
    };
    round();
  }

  async attempt(read) {
    try {
      await read();
      if (!this.data.reachable) this.change({ reachable: true, problem: "" });
    } catch (problem) {
      if (problem instanceof Unauthorized) this.lock();
      else this.change({ reachable: false, problem: problem.message });
    }
  }

  async readStatus() {
    const status = await get("/api/v1/status");
    const now = performance.now();
    const { rates, behind } = this.data;
    const part = { status, behind: [...behind, status.eventsBehind].slice(-HISTORY) };
    if (this.last && this.last.storeId === status.storage.storeId) {
      const seconds = (now - this.last.now) / 1000;
      part.rates = [...rates, Math.max(0, status.storage.position - this.last.position) / seconds].slice(-HISTORY);
    }
    this.last = { now, position: status.storage.position, storeId: status.storage.storeId };
    this.change(part);
    if (!this.data.paused && this.position > 0 && status.storage.position - this.position > FAR_BEHIND
      && this.data.filter === "") {
      this.change({ skipped: this.data.skipped + status.storage.position - this.position });
      this.listen();
    }
  }

  async readPeers() {
    const { peers } = await get("/api/v1/peers");
    const total = peers.reduce((sum, peer) => sum + peer.bytesIn + peer.bytesOut, 0);
    const now = performance.now();
    const { traffic } = this.data;
    const part = { peers };
    if (this.traffic) {
      const rate = Math.max(0, total - this.traffic.total) / ((now - this.traffic.now) / 1000);
      part.traffic = [...traffic, rate].slice(-HISTORY / 2);
    }
    this.traffic = { total, now };
    this.change(part);
    this.change({ differing: await this.compare(peers) });
  }

  // Peer to author to how the two logs differ; only of linked peers, and none of one that is proven equal.
  async compare(peers) {
    const open = peers.slice(0, COMPARED).filter((peer) => linked(peer) && !peer.rootsEqual);
    const ask = (peer) => get(`/api/v1/peers/${peer.key}/authors`).catch(ifGone);
    const pages = (await Promise.all(open.map(ask))).filter((page) => page !== null);
    return new Map(pages.map((page) => [page.key, new Map(page.authors.map((log) => [log.author, log]))]));
  }

  async readAuthors() {
    const { authors, count } = await get(`/api/v1/authors?limit=${AUTHORS}`);
    this.change({ authors, authorCount: count });
  }

  async readRest() {
    const calls = ["/api/v1/plugins", "/api/v1/forks", "/api/v1/successors"];
    const [{ plugins }, { forks }, { successors }] = await Promise.all(calls.map(get));
    this.change({ plugins, forks, successors });
  }

  // Opens the stream anew: live, or behind the newest few events when the page has just come up.
  listen() {
    this.stop?.();
    const first = this.position === 0;
    this.position = 0;
    this.open(first ? this.recent() : Promise.resolve("now"));
  }

  // Where to begin so that the page is not empty.
  async recent() {
    try {
      const { storage } = await get("/api/v1/status");
      return `${storage.storeId}-${Math.max(0, storage.position - 25)}`;
    } catch {
      return "now";
    }
  }

  open(start) {
    let ended = false;
    this.stop = () => { ended = true; };
    start.then((from) => {
      if (ended) return;
      const type = this.data.filter ? `&type=${encodeURIComponent(this.data.filter)}` : "";
      this.stop = follow(`?from=${encodeURIComponent(from)}${type}`, {
        onEvent: (event) => this.take(event),
        onOpen: () => this.change({ streaming: true }),
        onLost: () => this.change({ streaming: false }),
        onUnauthorized: () => this.lock(),
      });
    });
  }

  take(event) {
    this.position = event.position;
    this.fresh.push(event);
    if (this.fresh.length > EVENTS) this.fresh.shift();
  }

  // Events come faster than a page should be painted.
  paintEvents() {
    if (this.data.paused || this.fresh.length === 0) return;
    const events = [...this.fresh.reverse(), ...this.data.events].slice(0, EVENTS);
    this.fresh = [];
    const types = [...new Set([...events.map((event) => event.type), ...this.data.types])].slice(0, 50).sort();
    this.change({ events, types });
  }

  setFilter(filter) {
    this.fresh = [];
    this.position = 0;
    this.change({ filter, events: [] });
    this.listen();
  }

  pause(paused) {
    this.change({ paused });
  }

  lock() {
    dropToken();
    this.stop?.();
    this.timers.forEach((timer) => (timer.id === undefined ? clearInterval(timer) : clearTimeout(timer.id)));
    this.timers = [];
    this.change({ allowed: false, streaming: false });
  }

  unlock() {
    this.change({ allowed: true });
    this.start();
  }
}
