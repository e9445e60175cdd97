package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.plugin.Receipt;
import java.io.IOException;
import java.util.Optional;

/** What is answered to a publish. It may be kept for retries. */
@FunctionalInterface
interface Published extends Json.Body {
    /** The peers that were waited for; empty when nobody was. */
    default Optional<Peers> peers() {
        return Optional.empty();
    }

    /** 201, or 202 when the time was up before as many peers held the events as were asked for. */
    default int status() {
        return peers().filter(peers -> peers.holding() < peers.wanted()).isPresent() ? 202 : 201;
    }

    /**
     * How many peers hold the events.
     *
     * @param holding those that are known to
     * @param wanted those that were asked for
     */
    record Peers(int holding, int wanted) {
        static Optional<Peers> of(Receipt receipt) {
            int wanted = receipt.wanted().peers();
            return wanted == 0 ? Optional.empty() : Optional.of(new Peers(receipt.peers(), wanted));
        }

        void write(JsonGenerator json) throws IOException {
            json.writeNumberField("peers", holding);
            json.writeNumberField("peersWanted", wanted);
        }
    }
}
