package dev.tributary.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET} and {@code POST /api/v1/peers}, {@code GET} and {@code DELETE /api/v1/peers/{key}}, {@code GET
 * /api/v1/peers/{key}/authors}.
 */
final class PeersHandler {
    private static final Set<String> FIELDS = Set.of("key", "address", "interest");

    private final Agent agent;

    PeersHandler(Agent agent) {
        this.agent = agent;
    }

    /** All peers with how far this agent is behind each. */
    void all(RoutingContext request) {
        Reply.largeJson(request, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("peers");
            for (PeerStatus peer : agent.peers()) {
                StatusJson.write(json, peer);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** One peer. */
    void one(RoutingContext request) {
        AuthorId key = Params.peer(request);
        PeerStatus peer = agent.peers().stream()
                .filter(candidate -> candidate.key().equals(key))
                .findFirst()
                .orElseThrow(() -> unknown(key).refused());
        Reply.json(request, 200, json -> StatusJson.write(json, peer));
    }

    /** Admits a peer: {@code {"key","address","interest"}}, the address only when it is to be dialled. */
    void add(RoutingContext request) {
        Peer peer = read(request);
        Future.fromCompletionStage(
                        agent.addPeer(peer.key(), peer.address(), peer.interest()),
                        request.vertx().getOrCreateContext())
                .onSuccess(added -> Reply.json(request, 201, json -> {
                    json.writeStartObject();
                    json.writeStringField("key", peer.key().hex());
                    json.writeStringField("address", peer.address().orElse(null));
                    json.writeStringField("interest", interest(peer.key()));
                    json.writeEndObject();
                }))
                .onFailure(failure -> request.fail(explained(failure)));
    }

    private String interest(AuthorId key) {
        return agent.peers().stream()
                .filter(peer -> peer.key().equals(key))
                .map(PeerStatus::interest)
                .findFirst()
                .orElse("all");
    }

    /** Forgets a peer. */
    void remove(RoutingContext request) {
        AuthorId key = Params.peer(request);
        Future.fromCompletionStage(agent.removePeer(key), request.vertx().getOrCreateContext())
                .onSuccess(known -> {
                    if (known) {
                        request.response().setStatusCode(204).end();
                    } else {
                        Reply.problem(request, unknown(key));
                    }
                })
                .onFailure(request::fail);
    }

    /** The logs that are known to differ between this agent and one peer. */
    void logs(RoutingContext request) {
        AuthorId key = Params.peer(request);
        Optional<AuthorId> after = Params.queryAfterAuthor(request);
        int limit = Params.limit(request, PeerLogs.MAX_PAGE, PeerLogs.MAX_PAGE);
        if (agent.peers().stream().noneMatch(peer -> peer.key().equals(key))) {
            throw unknown(key).refused();
        }
        Future.fromCompletionStage(
                        agent.peerLogs(key, after, limit), request.vertx().getOrCreateContext())
                .onSuccess(logs -> Reply.largeJson(request, json -> StatusJson.write(json, logs)))
                .onFailure(request::fail);
    }

    private static Problem unknown(AuthorId key) {
        return Problem.of(404, "No peer with the key " + key.hex() + " is known.");
    }

    /** What a caller sends. */
    private record Peer(AuthorId key, Optional<String> address, Optional<String> interest) {}

    private static Peer read(RoutingContext request) {
        Buffer body = request.body().buffer();
        String text = body == null
                ? ""
                : JsonText.utf8(ByteBuffer.wrap(body.getBytes())).orElse("");
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            return peer(parser);
        } catch (JsonProcessingException e) {
            throw Problem.notJson(e).refused();
        } catch (IOException e) {
            throw new IllegalStateException("text in memory could not be read", e);
        }
    }

    private static Peer peer(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("it must be an object with \"key\" and, to dial the peer, \"address\"");
        }
        Map<String, String> values = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!FIELDS.contains(name)) {
                throw wrong("\"" + name + "\" is unknown; known are \"key\", \"address\" and \"interest\"");
            }
            if (value == JsonToken.VALUE_STRING) {
                values.put(name, parser.getText());
            } else if (value != JsonToken.VALUE_NULL || name.equals("key")) {
                throw wrong("\"" + name + "\" is not a string");
            }
        }
        String key = values.get("key");
        if (key == null) {
            throw wrong("\"key\" is missing");
        }
        try {
            return new Peer(
                    AuthorId.ofHex(key),
                    Optional.ofNullable(values.get("address")),
                    Optional.ofNullable(values.get("interest")));
        } catch (IllegalArgumentException e) {
            throw wrong("\"key\" cannot be read: " + e.getMessage());
        }
    }

    private static Refused wrong(String what) {
        return Problem.of(400, "The peer is wrong: " + what + ".").refused();
    }

    private static Throwable explained(Throwable failure) {
        Throwable cause = Failures.unwrapped(failure);
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? wrong(cause.getMessage())
                : cause;
    }
}
