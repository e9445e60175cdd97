package dev.tributary.web;

import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import java.time.Duration;

/**
 * All bounds of the HTTP API. What arrives beyond one of them is refused with a sentence, or waits.
 *
 * @param payloadBytes the largest payload (PROTOCOL section 6)
 * @param eventBody the largest body of a single event: room for a payload in base64 and its dependencies
 * @param batchBody the largest body of a batch
 * @param batchLines the most events of a batch: one run
 * @param bodiesInFlight the bytes of all bodies that are being read or published at one time
 * @param bodyDeadline the longest that a caller may take to send a body
 * @param connections open connections
 * @param idle how long a connection may move nothing
 * @param peerWait the longest that a publish waits for peers
 * @param streams open event streams
 * @param heartBeat how often a silent stream shows that it lives
 * @param streamPage the most events that a stream reads at a time
 * @param address bytes of a request's first line: the longest cursor, and room for the rest
 * @param cursorAuthors the most authors that a cursor of all logs names
 * @param page events of a page when the caller names no number
 * @param pageBytes payload bytes after which a page ends early
 * @param idempotencyKeys answers kept for retries
 * @param idempotencyBytes what these take in memory
 * @param idempotencyAge how long an answer is kept
 * @param latestEntries the most (author, type) pairs in {@code /api/v1/latest}
 * @param latestBytes what these take in memory
 * @param latestWindow how many of the newest events are looked at for it
 */
record WebLimits(
        int payloadBytes,
        int eventBody,
        int batchBody,
        int batchLines,
        int bodiesInFlight,
        Duration bodyDeadline,
        int connections,
        Duration idle,
        Duration peerWait,
        int streams,
        Duration heartBeat,
        int streamPage,
        int address,
        int cursorAuthors,
        int page,
        int pageBytes,
        int idempotencyKeys,
        int idempotencyBytes,
        Duration idempotencyAge,
        int latestEntries,
        int latestBytes,
        int latestWindow) {

    static final WebLimits DEFAULT = new WebLimits(
            64 * 1024,
            128 * 1024,
            4 * 1024 * 1024,
            EventPublisher.MAX_BATCH,
            16 * 1024 * 1024,
            Duration.ofSeconds(30),
            512,
            Duration.ofSeconds(60),
            Duration.ofSeconds(50),
            64,
            Duration.ofSeconds(15),
            256,
            64 * 1024,
            1_024,
            100,
            4 * 1024 * 1024,
            10_000,
            8 * 1024 * 1024,
            Duration.ofHours(24),
            10_000,
            8 * 1024 * 1024,
            50_000);

    WebLimits {
        if (eventBody < (payloadBytes + 2) / 3 * 4) {
            throw new IllegalArgumentException("the largest payload must fit into a body as base64");
        }
        if (bodiesInFlight < batchBody || batchBody < eventBody) {
            throw new IllegalArgumentException("every body that is allowed must fit into what may be in flight");
        }
        if (heartBeat.compareTo(idle) >= 0) {
            throw new IllegalArgumentException("a stream must show that it lives before it counts as idle");
        }
        if (peerWait.compareTo(idle) >= 0) {
            throw new IllegalArgumentException("who waits for peers must be answered before the connection is idle");
        }
        if (address < HeadsCursor.longest(cursorAuthors) + 1_024) {
            throw new IllegalArgumentException("the longest cursor must fit into an address");
        }
        if (page > EventReader.MAX_PAGE || streamPage > EventReader.MAX_PAGE) {
            throw new IllegalArgumentException("a page has at most " + EventReader.MAX_PAGE + " events");
        }
    }
}
