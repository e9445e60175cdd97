package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.PeerStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadTest {
    private final WebServer web = new WebServer();
    private final FakeLog log = web.agent.log();

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void headsComeWithTheirDigestInOrderOfAuthor() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        EventRef self = log.append(FakeAgent.SELF, EventDraft.json("a", "2"));
        EventRef other = log.append(FakeAgent.OTHER, EventDraft.json("a", "1"));

        JsonObject heads = json("/api/v1/heads");

        assertThat(heads.getString("space")).isEqualTo(FakeAgent.SPACE.hex());
        assertThat(heads.getString("storeId")).isEqualTo(log.storeId());
        assertThat(heads.getString("digest")).isEqualTo(web.agent.status().digest());
        assertThat(heads.getJsonArray("heads"))
                .isEqualTo(new JsonArray(List.of(self, other).stream()
                        .sorted()
                        .map(ref -> new JsonObject()
                                .put("author", ref.author().hex())
                                .put("seq", ref.seq())
                                .put("hash", ref.hash().hex()))
                        .toList()));
    }

    @Test
    void aPageOfOneLogLooksAtNoOtherHead() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        int before = log.headsCalls();

        assertThat(json("/api/v1/authors/" + FakeAgent.SELF + "/events").getJsonArray("events"))
                .hasSize(1);

        assertThat(log.headsCalls()).as("there may be many").isEqualTo(before);
    }

    @Test
    void authorsSayHowFarTheyAre() {
        EventRef self = log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        log.append(FakeAgent.OTHER, EventDraft.json("a", "1"));

        JsonObject one = json("/api/v1/authors/" + FakeAgent.SELF);
        one.remove("predecessor");
        one.remove("successors");
        assertThat(one)
                .isEqualTo(new JsonObject()
                        .put("author", FakeAgent.SELF.hex())
                        .put("seq", 1)
                        .put("hash", self.hash().hex())
                        .put("firstSeq", 1)
                        .put("begin", "whole")
                        .put("bytes", 200)
                        .put("state", "ok")
                        .put("lastEventMillis", 1_760_000_000_001L));
        JsonObject all = json("/api/v1/authors");
        assertThat(all.getInteger("count")).isEqualTo(2);
        assertThat(all.getJsonArray("authors")).hasSize(2).contains(one);

        JsonObject first =
                json("/api/v1/authors?limit=1").getJsonArray("authors").getJsonObject(0);
        JsonObject second = json("/api/v1/authors?limit=1&after=" + first.getString("author"))
                .getJsonArray("authors")
                .getJsonObject(0);
        assertThat(new JsonArray(List.of(first, second))).isEqualTo(all.getJsonArray("authors"));
    }

    @Test
    void whoGoesOnForWhomIsShownWithWhetherBothKeysSigned() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        log.append(FakeAgent.OTHER, EventDraft.json("a", "1"));
        JsonObject verified = new JsonObject().put("verified", true).put("signature", "valid");
        JsonObject unsigned = new JsonObject().put("verified", false).put("signature", "missing");
        String old = FakeAgent.OTHER.hex();
        String third = FakeAgent.author("third").hex();

        JsonObject next = json("/api/v1/authors/" + FakeAgent.SELF);
        assertThat(next.getJsonObject("predecessor")).isEqualTo(verified.copy().put("author", old));
        assertThat(next.getJsonArray("successors")).isEmpty();
        JsonObject before = json("/api/v1/authors/" + FakeAgent.OTHER);
        assertThat(before.getValue("predecessor")).isNull();
        assertThat(before.getJsonArray("successors"))
                .containsExactly(
                        verified.copy().put("author", FakeAgent.SELF.hex()),
                        unsigned.copy().put("author", third));
        assertThat(json("/api/v1/successors").getJsonArray("successors"))
                .containsExactly(
                        verified.copy().put("author", FakeAgent.SELF.hex()).put("predecessor", old),
                        unsigned.copy().put("author", third).put("predecessor", old));
    }

    @Test
    void eventsOfAnAuthorComeInPagesUntilNextIsNull() {
        IntStream.rangeClosed(1, 7).forEach(i -> log.append(FakeAgent.SELF, EventDraft.json("a", "" + i)));

        JsonObject first = json("/api/v1/authors/" + FakeAgent.SELF + "/events?limit=5");
        assertThat(first.getJsonArray("events")).hasSize(5);
        assertThat(first.getLong("next")).isEqualTo(5);
        JsonObject second = json("/api/v1/authors/" + FakeAgent.SELF + "/events?limit=5&after=5");
        assertThat(second.getJsonArray("events").stream().map(event -> ((JsonObject) event).getInteger("seq")))
                .containsExactly(6, 7);
        assertThat(second.getValue("next")).isNull();
        assertThat(json("/api/v1/authors/" + FakeAgent.SELF + "/events?after=7"))
                .isEqualTo(new JsonObject("{\"events\":[],\"next\":null}"));
        assertThat(json("/api/v1/authors/" + FakeAgent.SELF + "/events?limit=7").getValue("next"))
                .isNull();
        assertThat(json("/api/v1/authors/" + FakeAgent.SELF + "/events?limit=99999")
                        .getJsonArray("events"))
                .hasSize(7);
    }

    @Test
    void aPageEndsEarlyWhenItsPayloadsAreLarge() {
        IntStream.range(0, 70)
                .forEach(i -> log.append(FakeAgent.SELF, EventDraft.of("a", Bytes.wrap(new byte[64 * 1024]))));

        JsonObject page = json("/api/v1/authors/" + FakeAgent.SELF + "/events");

        assertThat(page.getJsonArray("events")).hasSize(64);
        assertThat(page.getLong("next")).isEqualTo(64);
    }

    @Test
    void anEventShowsAllItsFields() {
        EventRef dep = log.append(FakeAgent.OTHER, EventDraft.json("a", "1"));
        EventRef ref = log.append(
                FakeAgent.SELF, EventDraft.json("b", " {\"x\":1.10} ").withDeps(List.of(dep)));

        HttpResponse<String> answer = web.get("/api/v1/events/" + ref.hash());

        assertThat(answer.body()).contains("\"payload\": {\"x\":1.10} ");
        JsonObject event = new JsonObject(answer.body());
        assertThat(event.fieldNames())
                .containsExactlyInAnyOrder(
                        "space",
                        "author",
                        "seq",
                        "hash",
                        "prev",
                        "deps",
                        "type",
                        "timestamp",
                        "payloadSize",
                        "payloadSha256",
                        "signature",
                        "payload");
        assertThat(event.getString("hash")).isEqualTo(ref.hash().hex());
        assertThat(event.getJsonArray("deps").getJsonObject(0).getString("author"))
                .isEqualTo(FakeAgent.OTHER.hex());
    }

    @Test
    void aPayloadThatIsNotJsonComesAsBase64() {
        for (Bytes payload : List.of(
                Bytes.utf8("plain text"),
                Bytes.utf8("{} {}"),
                Bytes.utf8("{\"a\":"),
                Bytes.utf8(" "),
                Bytes.EMPTY,
                Bytes.of((byte) '"', (byte) 0xff, (byte) '"'))) {
            EventRef ref = log.append(FakeAgent.SELF, EventDraft.of("a", payload));
            JsonObject event = json("/api/v1/events/" + ref.hash());

            assertThat(event.containsKey("payload")).as(payload.toString()).isFalse();
            assertThat(Bytes.wrap(event.getBinary("payloadBase64"))).isEqualTo(payload);
        }
    }

    @Test
    void aDeletedPayloadIsSaidToBeSo() {
        EventRef ref = log.append(FakeAgent.SELF, EventDraft.json("a", "12345"));
        log.deletePayload(ref.hash());

        JsonObject event = json("/api/v1/events/" + ref.hash());

        assertThat(event.getBoolean("payloadDeleted")).isTrue();
        assertThat(event.getInteger("payloadSize")).isEqualTo(5);
        assertThat(event.containsKey("payload")).isTrue();
        assertThat(event.getValue("payload")).isNull();
    }

    @Test
    void aPayloadThatIsNotHereComesFromAPeerWhenItIsAskedFor() {
        EventRef ref = log.append(FakeAgent.SELF, EventDraft.json("a", "12345"));
        log.deletePayload(ref.hash());
        String path = "/api/v1/events/" + ref.hash();
        HttpResponse<String> nowhere = web.get(path + "?payload=fetch");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.body()).contains("no linked peer has it");

        web.agent.peerHas(ref.hash(), Bytes.utf8("12345"));
        assertThat(json(path + "?payload=fetch").getInteger("payload")).isEqualTo(12345);
        assertThat(json(path).getBoolean("payloadDeleted")).isTrue();
        assertThat(web.get(path + "?payload=please").statusCode()).isEqualTo(400);
    }

    @Test
    void unknownAuthorsAndEventsAreNotFound() {
        String author = FakeAgent.author("nobody").hex();
        for (String path : List.of(
                "/api/v1/authors/" + author,
                "/api/v1/authors/" + author + "/events",
                "/api/v1/events/" + author,
                "/api/v1/peers/" + author + "/authors",
                "/api/v1/nothing")) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void wrongParametersAreNamed() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        String events = "/api/v1/authors/" + FakeAgent.SELF + "/events";
        for (String path : List.of(
                "/api/v1/authors/xyz",
                events + "?after=-1",
                events + "?after=x",
                events + "?limit=0",
                "/api/v1/authors?after=12",
                "/api/v1/peers/12/authors",
                "/api/v1/peers/" + FakeAgent.OTHER + "/authors?after=12",
                "/api/v1/peers/" + FakeAgent.OTHER + "/authors?limit=0",
                "/api/v1/events/12",
                "/api/v1/events/stream?author=12",
                "/api/v1/events/stream?from=yesterday")) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getString("detail")).endsWith(".");
        }
    }

    @Test
    void latestIsTheNewestEventOfEveryAuthorAndType() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        log.append(FakeAgent.SELF, EventDraft.json("b", "2"));
        log.append(FakeAgent.OTHER, EventDraft.json("a", "3"));
        log.append(FakeAgent.SELF, EventDraft.json("a", "4"));
        assertThat(latestPayloads()).containsExactly(2, 3, 4);

        log.append(FakeAgent.SELF, EventDraft.json("b", "5"));
        assertThat(latestPayloads()).containsExactly(3, 4, 5);
        assertThat(json("/api/v1/latest").getLong("to")).isEqualTo(5);
    }

    @Test
    void statusForksAndPluginsAreShown() {
        JsonObject status = json("/api/v1/status");
        assertThat(status.getString("author")).isEqualTo(FakeAgent.SELF.hex());
        assertThat(status.getString("state")).isEqualTo("running");
        assertThat(status.getJsonObject("storage").getBoolean("writable")).isTrue();
        assertThat(json("/api/v1/forks").getJsonArray("forks").getJsonObject(0).getLong("seq"))
                .isEqualTo(5);
        assertThat(json("/api/v1/plugins")
                        .getJsonArray("plugins")
                        .getJsonObject(1)
                        .getString("lastFailure"))
                .isEqualTo("The door is stuck.");
    }

    @Test
    void peersAreAddedShownAndRemoved() {
        String key = FakeAgent.OTHER.hex();
        assertThat(web.post("/api/v1/peers", "{\"key\":\"" + key + "\",\"address\":\"10.0.0.7:7420\"}")
                        .statusCode())
                .isEqualTo(201);
        JsonObject peer = json("/api/v1/peers").getJsonArray("peers").getJsonObject(0);
        assertThat(peer.getString("key")).isEqualTo(key);
        assertThat(peer.getString("address")).isEqualTo("10.0.0.7:7420");
        assertThat(peer.getString("state")).isEqualTo("dialling");
        assertThat(peer.getString("interest")).isEqualTo("all");
        assertThat(peer.getValue("lastProof")).isNull();

        assertThat(web.send(web.request("/api/v1/peers/" + key).DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(web.send(web.request("/api/v1/peers/" + key).DELETE()).statusCode())
                .isEqualTo(404);
        assertThat(json("/api/v1/peers").getJsonArray("peers")).isEmpty();
    }

    @Test
    void whatIsWantedOfAPeerIsSaidWhenItIsAdded() {
        String body = "{\"key\":\"" + FakeAgent.OTHER.hex() + "\",\"address\":null,\"interest\":\"none;quiet\"}";
        HttpResponse<String> added = web.post("/api/v1/peers", body);

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(new JsonObject(added.body()).getString("interest")).isEqualTo("none;quiet");
        assertThat(json("/api/v1/peers/" + FakeAgent.OTHER.hex()).getString("interest"))
                .isEqualTo("none;quiet");
    }

    @Test
    void wrongPeersAreRefused() {
        String key = FakeAgent.OTHER.hex();
        for (String body : List.of(
                "",
                "[]",
                "{",
                "{\"key\":\"12\"}",
                "{\"key\":7}",
                "{\"address\":\"a:1\"}",
                "{\"key\":\"" + key + "\",\"x\":\"\"}",
                "{\"key\":\"" + key + "\",\"interest\":[]}",
                "{\"key\":null}",
                "{\"key\":\"" + key + "\",\"address\":\"nonsense\"}")) {
            assertThat(web.post("/api/v1/peers", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(web.agent.peers()).isEmpty();
    }

    @Test
    void readyMeansRunningAndWritable() {
        assertThat(open("/health/live").statusCode()).isEqualTo(200);
        assertThat(open("/health/ready").statusCode()).isEqualTo(200);

        web.agent.become(AgentStatus.State.RECOVERING, "It fetches its own log.");
        assertThat(open("/health/ready").statusCode()).isEqualTo(503);
        assertThat(open("/health/ready").body()).contains("It fetches its own log.");
        assertThat(open("/health/ready").headers().firstValue("Retry-After")).contains("5");

        web.agent.become(AgentStatus.State.RUNNING, "");
        web.agent.loseDisk();
        assertThat(open("/health/ready").statusCode()).isEqualTo(503);
        assertThat(open("/health/ready").body()).contains("The disk said no.");
        assertThat(open("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreThePrometheusTextFormat() {
        HttpResponse<String> answer = web.get("/metrics");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("tributary_authors 1.0");
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatArePossible() {
        HttpResponse<String> events = web.send(web.request("/api/v1/events").DELETE());
        assertThat(events.statusCode()).isEqualTo(405);
        assertThat(events.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        HttpResponse<String> peers = web.send(web.request("/api/v1/peers").PUT(HttpRequest.BodyPublishers.noBody()));
        assertThat(peers.statusCode()).isEqualTo(405);
        assertThat(peers.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        assertThat(web.send(web.request("/api/v1/events:batch").GET()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void headIsGetWithoutABody() {
        HttpResponse<String> answer =
                web.send(web.request("/api/v1/status").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void connectedPeersShowTheirProof() {
        web.agent.put(FakeAgent.peer(FakeAgent.OTHER, Optional.of("10.0.0.7:7420"), PeerStatus.State.CONNECTED));

        JsonObject peer = json("/api/v1/peers").getJsonArray("peers").getJsonObject(0);

        assertThat(peer.getBoolean("rootsEqual")).isTrue();
        assertThat(peer.getString("lastProof")).isEqualTo("2026-01-02T03:06:00Z");
        assertThat(peer.getString("direction")).isEqualTo("outbound");
        assertThat(peer.getDouble("roundTripMillis")).isEqualTo(0.8);
    }

    @Test
    void aPeerSaysWhichLogsDifferAndByHowMuchInPages() {
        IntStream.rangeClosed(1, 4).forEach(i -> log.append(FakeAgent.SELF, EventDraft.json("a", "" + i)));
        AuthorId third = FakeAgent.author("third");
        web.agent.put(FakeAgent.peer(FakeAgent.OTHER, Optional.empty(), PeerStatus.State.STALLED));
        web.agent.differs(FakeAgent.OTHER, Map.of(FakeAgent.SELF, 1L, third, 9L));
        String path = "/api/v1/peers/" + FakeAgent.OTHER + "/authors";

        JsonObject page = json(path);
        assertThat(page.getBoolean("linked")).isTrue();
        assertThat(page.getBoolean("rootsEqual")).isFalse();
        assertThat(page.getValue("next")).isNull();
        assertThat(page.getJsonArray("authors"))
                .containsExactlyInAnyOrder(difference(FakeAgent.SELF, 4, 1, 0, 3), difference(third, 0, 9, 9, 0));

        JsonObject first = json(path + "?limit=1");
        assertThat(first.getJsonArray("authors")).hasSize(1);
        JsonObject second = json(path + "?limit=1&after=" + first.getString("next"));
        assertThat(second.getValue("next")).isNull();
        assertThat(first.getJsonArray("authors").addAll(second.getJsonArray("authors")))
                .isEqualTo(page.getJsonArray("authors"));
    }

    @Test
    void onePeerIsThereByItsKey() {
        web.agent.put(FakeAgent.peer(FakeAgent.OTHER, Optional.empty(), PeerStatus.State.CONNECTED));

        assertThat(json("/api/v1/peers/" + FakeAgent.OTHER))
                .isEqualTo(json("/api/v1/peers").getJsonArray("peers").getJsonObject(0));
        assertThat(web.get("/api/v1/peers/" + FakeAgent.SELF).statusCode()).isEqualTo(404);
    }

    @Test
    void unknownParametersAreRefusedByEveryCallWithTheKnownOnes() {
        for (String path : List.of(
                "/api/v1/heads?x=1", "/api/v1/status?x", "/health/live?x=1", "/metrics?x=1", "/api/v1/events?x=1")) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains("The parameter \\\"x\\\" is unknown.");
        }
        assertThat(web.get("/api/v1/events?x=1").body()).contains("Known here: cursor, limit, order.");
        assertThat(web.get("/api/v1/heads?x=1").body()).contains("This call takes none.");
        assertThat(web.post("/api/v1/events:batch?hash=true", "{}").body())
                .contains("Known here: durability, hashes, timeout.");
        assertThat(web.get("/?x=1").statusCode()).isEqualTo(200);
    }

    @Test
    void aMissingOrderIsCalledMissing() {
        assertThat(web.get("/api/v1/events").body()).contains("The parameter \\\"order\\\" is missing");
        assertThat(web.get("/api/v1/events?order=time").body()).contains("The parameter \\\"order\\\" is wrong");
    }

    @Test
    void wordsOfLibrariesStayInside() {
        assertThat(web.get("/api/v1/authors/" + "x".repeat(64)).body())
                .contains("character 1 is not a hexadecimal digit");
        assertThat(web.post("/api/v1/events", "{\"type\":\"a\",\"payload\":tru}")
                        .body())
                .contains("is not valid JSON: something else has to stand there.")
                .doesNotContain("token");
        assertThat(web.post("/api/v1/events", "{\"type\":").body()).contains("it ends too early");
    }

    private static JsonObject difference(AuthorId author, long seq, long peerSeq, long behind, long ahead) {
        return new JsonObject()
                .put("author", author.hex())
                .put("seq", (int) seq)
                .put("peerSeq", (int) peerSeq)
                .put("behind", (int) behind)
                .put("ahead", (int) ahead);
    }

    private List<Integer> latestPayloads() {
        return json("/api/v1/latest").getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getInteger("payload"))
                .toList();
    }

    private JsonObject json(String path) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return new JsonObject(answer.body());
    }

    /** Without the token. */
    private HttpResponse<String> open(String path) {
        return web.send(HttpRequest.newBuilder(web.uri(path)));
    }
}
