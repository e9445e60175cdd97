package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PayloadDeletionTest {
    private final WebServer web = new WebServer();
    private final FakeLog log = web.agent.log();

    @AfterEach
    void stop() {
        web.close();
    }

    private HttpResponse<String> delete(String path) {
        return web.send(web.request(path).DELETE());
    }

    @Test
    void aDeletedPayloadIsNotInTheLatestEventsEither() {
        EventRef ref = log.append(FakeAgent.SELF, EventDraft.json("a", "12345"));
        assertThat(web.get("/api/v1/latest").body()).contains("12345");
        log.append(FakeAgent.SELF, EventDraft.json("b", "1"));
        assertThat(delete("/api/v1/events/" + ref.hash() + "/payload").statusCode())
                .isEqualTo(204);
        assertThat(web.get("/api/v1/latest").body()).doesNotContain("12345").contains("payloadDeleted");
    }

    @Test
    void aPayloadIsDeletedByTheHashOfItsEvent() {
        EventRef ref = log.append(FakeAgent.SELF, EventDraft.json("a", "12345"));
        String path = "/api/v1/events/" + ref.hash();
        for (int times = 0; times < 2; times++) {
            assertThat(delete(path + "/payload").statusCode()).isEqualTo(204);
            assertThat(new JsonObject(web.get(path).body()).getBoolean("payloadDeleted"))
                    .isTrue();
        }
        String unknown = "/api/v1/events/" + FakeAgent.author("nobody").hex() + "/payload";
        assertThat(delete(unknown).statusCode()).isEqualTo(404);
        assertThat(delete("/api/v1/events/12/payload").statusCode()).isEqualTo(400);
        EventRef own = log.append(FakeAgent.SELF, EventDraft.json("tributary.genesis", "{}"));
        HttpResponse<String> kept = delete("/api/v1/events/" + own.hash() + "/payload");
        assertThat(kept.statusCode()).isEqualTo(409);
        assertThat(kept.body()).contains("keep their payloads");
    }
}
