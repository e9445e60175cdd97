package dev.tributary.web;

import java.time.Duration;

/** The default limits with some of them smaller, so that tests reach them. */
final class TestLimits {
    int bodiesInFlight = WebLimits.DEFAULT.bodiesInFlight();
    Duration bodyDeadline = WebLimits.DEFAULT.bodyDeadline();
    int connections = WebLimits.DEFAULT.connections();
    Duration idle = WebLimits.DEFAULT.idle();
    int streams = WebLimits.DEFAULT.streams();
    Duration heartBeat = WebLimits.DEFAULT.heartBeat();
    int idempotencyKeys = WebLimits.DEFAULT.idempotencyKeys();
    int latestEntries = WebLimits.DEFAULT.latestEntries();
    int latestBytes = WebLimits.DEFAULT.latestBytes();
    int latestWindow = WebLimits.DEFAULT.latestWindow();

    WebLimits build() {
        WebLimits usual = WebLimits.DEFAULT;
        return new WebLimits(
                usual.payloadBytes(),
                usual.eventBody(),
                usual.batchBody(),
                usual.batchLines(),
                bodiesInFlight,
                bodyDeadline,
                connections,
                idle,
                idle.dividedBy(2).compareTo(usual.peerWait()) < 0 ? idle.dividedBy(2) : usual.peerWait(),
                streams,
                heartBeat,
                usual.streamPage(),
                usual.address(),
                usual.cursorAuthors(),
                usual.page(),
                usual.pageBytes(),
                idempotencyKeys,
                usual.idempotencyBytes(),
                usual.idempotencyAge(),
                latestEntries,
                latestBytes,
                latestWindow);
    }
}
